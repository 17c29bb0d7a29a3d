services:
<#list upstream.uris as u>
  - { url: "${u}" }
