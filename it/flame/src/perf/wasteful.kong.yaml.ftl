_format_version: "${kong.formatVersion}"
services:
  - name: s1
    url: ${upstream.uris[0]}/test
    routes: [ { name: r1, paths: [/s1-r1] } ]
plugins:
  - { name: wasteful, config: { steps: 8000 } }
