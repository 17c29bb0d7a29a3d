_format_version: "${kong.formatVersion}"
services:
<#list 1..((axis.routes)!10) as i>
  - name: s${i}
    url: ${upstream.uris[0]}/test
    routes:
      - { name: "r${i}", paths: [ "/s${i}-r1" ] }
</#list>
