-- Kong Perf's stand-in for tests, not Kong: how its tables come to be. Tables and columns are called as Kong's, as far as
-- SQL files of tests use them. A migration has `up`, and may have `teardown`, which `finish` runs.
local migrations = {}

local STAMPS = [[
  "created_at" TIMESTAMP WITH TIME ZONE DEFAULT (CURRENT_TIMESTAMP(0) AT TIME ZONE 'UTC')]]

migrations.ALL = {
  {
    name = "000_base",
    up = [[
      CREATE TABLE "workspaces" (
        "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(), "name" TEXT UNIQUE, "comment" TEXT, "meta" JSONB, "config" JSONB,
        ]] .. STAMPS .. [[);
      INSERT INTO "workspaces" ("name") VALUES ('default');
      CREATE TABLE "services" (
        "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(), "name" TEXT UNIQUE, "retries" BIGINT, "protocol" TEXT, "host" TEXT,
        "port" BIGINT, "path" TEXT, "connect_timeout" BIGINT, "write_timeout" BIGINT, "read_timeout" BIGINT, "tags" TEXT[],
        "client_certificate_id" UUID, "tls_verify" BOOLEAN, "tls_verify_depth" SMALLINT, "ca_certificates" UUID[],
        "enabled" BOOLEAN DEFAULT true, "ws_id" UUID REFERENCES "workspaces" ("id"), "updated_at" TIMESTAMP WITH TIME ZONE,
        ]] .. STAMPS .. [[);
      CREATE TABLE "routes" (
        "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(), "name" TEXT UNIQUE, "service_id" UUID REFERENCES "services" ("id"),
        "protocols" TEXT[], "methods" TEXT[], "hosts" TEXT[], "paths" TEXT[], "snis" TEXT[], "sources" JSONB[],
        "destinations" JSONB[], "headers" JSONB, "regex_priority" BIGINT, "strip_path" BOOLEAN, "preserve_host" BOOLEAN,
        "https_redirect_status_code" INTEGER, "path_handling" TEXT DEFAULT 'v0', "request_buffering" BOOLEAN,
        "response_buffering" BOOLEAN, "tags" TEXT[], "ws_id" UUID REFERENCES "workspaces" ("id"),
        "updated_at" TIMESTAMP WITH TIME ZONE,]] .. STAMPS .. [[);
      CREATE INDEX "routes_service_id_idx" ON "routes" ("service_id");
      CREATE TABLE "upstreams" (
        "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(), "name" TEXT UNIQUE, "algorithm" TEXT, "hash_on" TEXT,
        "slots" INTEGER, "healthchecks" JSONB, "tags" TEXT[], "ws_id" UUID REFERENCES "workspaces" ("id"),]] .. STAMPS .. [[);
      CREATE TABLE "targets" (
        "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
        "upstream_id" UUID REFERENCES "upstreams" ("id") ON DELETE CASCADE, "target" TEXT NOT NULL, "weight" INTEGER NOT NULL,
        "tags" TEXT[], "ws_id" UUID REFERENCES "workspaces" ("id"),]] .. STAMPS .. [[);
      CREATE TABLE "consumers" (
        "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(), "username" TEXT UNIQUE, "custom_id" TEXT UNIQUE, "tags" TEXT[],
        "ws_id" UUID REFERENCES "workspaces" ("id"),]] .. STAMPS .. [[);
      CREATE TABLE "plugins" (
        "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(), "name" TEXT NOT NULL,
        "consumer_id" UUID REFERENCES "consumers" ("id") ON DELETE CASCADE,
        "service_id" UUID REFERENCES "services" ("id") ON DELETE CASCADE,
        "route_id" UUID REFERENCES "routes" ("id") ON DELETE CASCADE,
        "config" JSONB NOT NULL, "enabled" BOOLEAN NOT NULL, "cache_key" TEXT UNIQUE, "protocols" TEXT[], "tags" TEXT[],
        "ws_id" UUID REFERENCES "workspaces" ("id"),]] .. STAMPS .. [[);
      CREATE TABLE "keyauth_credentials" (
        "id" UUID PRIMARY KEY DEFAULT gen_random_uuid(),
        "consumer_id" UUID REFERENCES "consumers" ("id") ON DELETE CASCADE, "key" TEXT UNIQUE, "tags" TEXT[],
        "ttl" TIMESTAMP WITH TIME ZONE, "ws_id" UUID REFERENCES "workspaces" ("id"),]] .. STAMPS .. [[);
      CREATE TABLE "stand_in_not_kong" ("changes" BIGINT NOT NULL);
      INSERT INTO "stand_in_not_kong" VALUES (0);
    ]],
  },
  -- more
}

local BOOKS = [[
  CREATE TABLE IF NOT EXISTS "schema_meta" (
    "key" TEXT, "subsystem" TEXT, "last_executed" TEXT, "executed" TEXT[], "pending" TEXT[], PRIMARY KEY ("key", "subsystem"));
]]

-- Nobody else may migrate at the same time; the lock ends with the connection.
local LOCK = "SELECT pg_advisory_lock(20180601)"

--- What of the migrations has been done: { bootstrapped, executed, pending, new }, lists of names; or nil and an error
function migrations.state(connection)
  local rows, err = connection:query("SELECT to_regclass('schema_meta') IS NOT NULL AS there")
  if not rows then
    return nil, err
  end
  local state = { bootstrapped = false, executed = {}, pending = {}, new = {} }
  local done = {}
  if rows[1].there == "t" then
    rows, err = connection:query([[SELECT unnest(executed) AS name, 'executed' AS what FROM schema_meta
      UNION ALL SELECT unnest(pending), 'pending' FROM schema_meta]])
    if not rows then
      return nil, err
    end
    for _, row in ipairs(rows) do
      state.bootstrapped = true
      done[row.name] = true
      table.insert(state[row.what], row.name)
    end
  end
  for _, migration in ipairs(migrations.ALL) do
    if not done[migration.name] then
      table.insert(state.new, migration.name)
    end
  end
  return state
end

local function quoted(names)
  return "ARRAY['" .. table.concat(names, "','") .. "']::text[]"
end

local function by_name(names)
  local wanted, found = {}, {}
  for _, name in ipairs(names) do
    wanted[name] = true
  end
  for _, migration in ipairs(migrations.ALL) do
    if wanted[migration.name] then
      found[#found + 1] = migration
    end
  end
  return found
end

local function steps(connection, statements)
  return connection:query("BEGIN; " .. table.concat(statements, ";\n") .. "; COMMIT")
end

--- From an empty database to one that is ready. @return what was done, in words; or nil and an error
function migrations.bootstrap(connection)
  connection:query(LOCK)
  local state, err = migrations.state(connection)
  if not state then
    return nil, err
  elseif state.bootstrapped then
    return "Database already bootstrapped"
  end
  local statements, names = { BOOKS }, {}
  for _, migration in ipairs(migrations.ALL) do
    statements[#statements + 1] = migration.up
    if migration.teardown then
      statements[#statements + 1] = migration.teardown
    end
    names[#names + 1] = migration.name
  end
  statements[#statements + 1] = ("INSERT INTO schema_meta VALUES ('schema_meta', 'core', '%s', %s, '{}')"):format(
    names[#names], quoted(names))
  local ok
  ok, err = steps(connection, statements)
  if not ok then
    return nil, err
  end
  return #names .. " migrations processed; database is up-to-date"
end

--- Runs what is new, except for the teardown. @return what was done, in words; or nil and an error
function migrations.up(connection)
  connection:query(LOCK)
  local state, err = migrations.state(connection)
  if not state then
    return nil, err
  elseif not state.bootstrapped then
    return nil, "can't run migrations: database not bootstrapped; run 'kong migrations bootstrap'"
  elseif #state.new == 0 then
    return "Database is already up-to-date"
  end
  local statements = {}
  for _, migration in ipairs(by_name(state.new)) do
    statements[#statements + 1] = migration.up
  end
  statements[#statements + 1] = ("UPDATE schema_meta SET pending = pending || %s, last_executed = '%s'"):format(
    quoted(state.new), state.new[#state.new])
  local ok
  ok, err = steps(connection, statements)
  if not ok then
    return nil, err
  end
  return #state.new .. " migrations pending; database has pending migrations, run 'kong migrations finish'"
end

--- @return what was done, in words; or nil and an error
function migrations.finish(connection)
  connection:query(LOCK)
  local state, err = migrations.state(connection)
  if not state then
    return nil, err
  elseif not state.bootstrapped then
    return nil, "can't run migrations: database not bootstrapped; run 'kong migrations bootstrap'"
  elseif #state.pending == 0 then
    return "No pending migrations to finish"
  end
  local statements = {}
  for _, migration in ipairs(by_name(state.pending)) do
    if migration.teardown then
      statements[#statements + 1] = migration.teardown
    end
  end
  statements[#statements + 1] = "UPDATE schema_meta SET executed = executed || pending, pending = '{}'"
  local ok
  ok, err = steps(connection, statements)
  if not ok then
    return nil, err
  end
  return #state.pending .. " pending migrations executed; database is up-to-date"
end

--- Drops everything. @return what was done, in words; or nil and an error
function migrations.reset(connection)
  connection:query(LOCK)
  local state, err = migrations.state(connection)
  if not state then
    return nil, err
  elseif not state.bootstrapped then
    return nil, "Database not bootstrapped, nothing to reset"
  end
  local ok
  ok, err = connection:query("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
  if not ok then
    return nil, err
  end
  return "Schema successfully reset"
end

return migrations
