package io.github.kongperf.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SqlScriptTest {

    @Test
    void splitsAtSemicolonsThatEndStatements() {
        assertThat(split("SELECT 1;\n\n  SELECT 2;;\nSELECT 3"))
                .containsExactly("1 SELECT 1", "3 SELECT 2", "4 SELECT 3");
        assertThat(split("  \n-- nothing; at all\n/* no; /* ;nested */ ; */ ;")).isEmpty();
    }

    @Test
    void knowsEveryKindOfQuote() {
        assertThat(split("SELECT 'a;''b;', \"c;\"\"d;\", E'e\\';f', e'g'';h', 'i\\'; SELECT 2"))
                .hasSize(2);
        assertThat(split("SELECT $$a;'b$$, $x$c; $$ ; $y$ $x$; SELECT $1; SELECT a$b$c;"))
                .hasSize(3);
        assertThat(split("SELECT 1 -- a ' quote; here\n;SELECT 2/* ' ; */;")).hasSize(2);
    }

    @Test
    void keepsABodyOfStatementsWhole() {
        String routine =
                "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END";
        assertThat(split(routine + "; BEGIN; SELECT 1; END;"))
                .containsExactly("1 " + routine, "1 BEGIN", "1 SELECT 1", "1 END");
    }

    @Test
    void knowsTheLineOfEachCharacter() {
        SqlScript.Statement statement =
                SqlScript.split("\n\nSELECT 𝄞,\n  x\n;").get(0);
        assertThat(statement.line()).isEqualTo(3);
        assertThat(statement.lineOf(1)).isEqualTo(3);
        assertThat(statement.lineOf(9)).isEqualTo(3);
        assertThat(statement.lineOf(13)).isEqualTo(4);
        assertThat(statement.lineOf(1000)).isEqualTo(5);
    }

    @Test
    void namesTheLineOfWhatHasNoEndOrNeedsPsql() {
        assertThat(fault("SELECT 1;\nSELECT 'a\n\n")).isEqualTo("2: this quote has no end");
        assertThat(fault("SELECT 1;\n\nSELECT $a$ $$")).isEqualTo("3: this quote has no end");
        assertThat(fault("/* /* */")).isEqualTo("1: this comment has no end");
        assertThat(fault("SELECT 1;\n\\copy t FROM 'x'"))
                .isEqualTo("2: a command of psql's own; only 'dump' has psql read a file");
        assertThat(fault("SELECT 1;\nCOPY t (a) FROM STDIN;\n1\n\\."))
                .isEqualTo("2: COPY … FROM stdin needs psql; only 'dump' has psql read a file");
    }

    @Test
    void splitsALargeFileQuickly() {
        String line = "INSERT INTO t VALUES ('" + "x''y".repeat(5000) + "');\n";
        List<SqlScript.Statement> statements = SqlScript.split(line.repeat(500));
        assertThat(statements).hasSize(500);
        assertThat(statements.get(499).line()).isEqualTo(500);
    }

    private static String fault(String text) {
        try {
            SqlScript.split(text);
            return "none";
        } catch (SqlScript.Malformed e) {
            return "%d: %s".formatted(e.line(), e.getMessage());
        }
    }

    private static List<String> split(String text) {
        return SqlScript.split(text).stream()
                .map(statement -> "%d %s".formatted(statement.line(), statement.text()))
                .toList();
    }
}
