services: []
<#include "nowhere.ftl">
