_format_version: "3.0"
services:
  - { name: s, url: "${upstream.urls[0]}" }
