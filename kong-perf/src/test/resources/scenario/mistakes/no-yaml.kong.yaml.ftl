services:
  - name: "${kong.version}
