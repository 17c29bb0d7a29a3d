_format_version: "${kong.formatVersion}"
services:
<#list upstream.uris as uri>
  - { name: "s${uri?index}", url: "${uri}", host: "${nodes.cp.host}", tags: [ "${(axis.routes)!0}", "${kong.version}" ] }
</#list>
