<#lisst 1..2 as i></#lisst>
