services:
  - { url: ${upstream.uris} }
