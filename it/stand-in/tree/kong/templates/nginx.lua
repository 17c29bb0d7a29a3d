-- Kong Perf's stand-in for tests, not Kong: its nginx.conf.
local template = {}

template.main = [[
# Written by a kong stand-in for tests (not Kong).
pid pids/nginx.pid;
daemon ${DAEMON};
error_log ${PROXY_ERROR_LOG} ${LOG_LEVEL};
${MAIN}

events {
${EVENTS}
}

http {
  server_tokens off;
  default_type '';
  charset UTF-8;
  client_body_temp_path client_body_temp;
  proxy_temp_path proxy_temp;
  fastcgi_temp_path fastcgi_temp;
  uwsgi_temp_path uwsgi_temp;
  scgi_temp_path scgi_temp;
  client_max_body_size 0;
  variables_hash_max_size 2048;
${HTTP}

  lua_package_path '${LUA_PACKAGE_PATH};;';
  lua_package_cpath '${LUA_PACKAGE_CPATH};;';
  lua_shared_dict kong_stand_in 8m;
  lua_shared_dict kong_stand_in_entities ${MEM_CACHE_SIZE};
  lua_socket_log_errors off;
${TRUSTED}

  init_by_lua_block { StandIn = require "kong"; StandIn.init() }
  init_worker_by_lua_block { StandIn.init_worker() }

  upstream kong_stand_in_upstream {
    server 0.0.0.1;
    balancer_by_lua_block { StandIn.balancer() }
${KEEPALIVE}
  }

${PROXY_SERVER}
${ADMIN}
${STATUS}
${CLUSTER}
}
]]

template.proxy = [[
  server {
    server_name kong-stand-in;
${PROXY_LISTEN}
    access_log ${PROXY_ACCESS_LOG};
    error_page 400 411 413 414 417 494 500 502 503 504 /kong_stand_in_error;
${CERTIFICATE}
${PROXY}

    location / {
      set $upstream_scheme 'http';
      set $upstream_host '';
      set $upstream_uri '';
      access_by_lua_block { StandIn.access() }

      proxy_http_version 1.1;
      proxy_set_header Host $upstream_host;
      proxy_set_header Connection '';
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $host;
      proxy_set_header X-Forwarded-Port $server_port;
      proxy_ssl_server_name on;
      proxy_buffering on;
      proxy_pass $upstream_scheme://kong_stand_in_upstream$upstream_uri;

      header_filter_by_lua_block { StandIn.header_filter() }
      ${BODY_FILTER}
      log_by_lua_block { StandIn.log() }
    }

    location = /kong_stand_in_error {
      internal;
      content_by_lua_block { StandIn.failed() }
      header_filter_by_lua_block { StandIn.header_filter() }
    }
  }]]

template.api = [[
  server {
    server_name kong-stand-in_${NAME};
${LISTEN}
    access_log ${ACCESS_LOG};
    error_log ${ERROR_LOG} ${LOG_LEVEL};
    client_body_buffer_size 10m;
${CERTIFICATE}
${MORE}
    location / {
      default_type application/json;
      content_by_lua_block { StandIn.${NAME}() }
    }
  }]]

-- For data planes, which ask several times a second
template.cluster = [[
  server {
    server_name kong-stand-in_${NAME};
${LISTEN}
    access_log off;
    error_log ${ERROR_LOG} ${LOG_LEVEL};
    keepalive_requests 1000000;
    ssl_certificate '${CLUSTER_CERT}';
    ssl_certificate_key '${CLUSTER_CERT_KEY}';
    ssl_verify_client optional_no_ca;
    location / {
      default_type application/json;
      content_by_lua_block { StandIn.${NAME}() }
    }
  }]]

return template
