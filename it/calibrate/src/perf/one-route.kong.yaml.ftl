_format_version: "${kong.formatVersion}"
services:
  - name: s1
    url: ${upstream.uris[0]}
    routes:
      - name: s1-r1
        paths: [/s1-r1]
