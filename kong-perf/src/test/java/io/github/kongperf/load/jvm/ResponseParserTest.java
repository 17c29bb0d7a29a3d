package io.github.kongperf.load.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private final ResponseParser parser = new ResponseParser();

    /** Status, whether the connection may be kept, whether a HEAD request was made, and the answer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|true |false|HTTP/1.1 200 OK~Content-Length: 5~~hello",
                "200|true |false|HTTP/1.1 200 OK~content-length:5 ~~hello",
                "200|true |false|HTTP/1.1 200~CONTENT-LENGTH: 0~~",
                "200|true |false|HTTP/1.1 200 OK~Content-Length: 5~Content-Length: 5~~hello",
                "503|true |false|HTTP/1.1 503 Service Unavailable~Content-Length: 1~~x",
                "200|false|false|HTTP/1.1 200 OK~Connection: close~Content-Length: 5~~hello",
                "200|false|false|HTTP/1.1 200 OK~Connection: x-hop, Close~Content-Length: 5~~hello",
                "200|false|false|HTTP/1.0 200 OK~Content-Length: 5~~hello",
                "200|true |false|HTTP/1.0 200 OK~Connection: Keep-Alive~Content-Length: 5~~hello",
                "200|true |false|HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~1A;x=y~abcdefghijklmnopqrstuvwxyz~0~~",
                "200|true |false|HTTP/1.1 200 OK~Transfer-Encoding: gzip, Chunked~~0~Trailer: x~~",
                "200|true |false|HTTP/1.1 200 OK~Content-Length: 9~Transfer-Encoding: chunked~~1~x~0~~",
                "204|true |false|HTTP/1.1 204 No Content~~",
                "304|true |false|HTTP/1.1 304 Not Modified~Content-Length: 5~~",
                "200|true |true |HTTP/1.1 200 OK~Content-Length: 5~~",
                "200|true |true |HTTP/1.1 200 OK~Transfer-Encoding: chunked~~",
                "201|true |false|HTTP/1.1 100 Continue~~HTTP/1.1 103 Early Hints~Link: x~~HTTP/1.1 201 Created~Content-Length: 1~~x",
                "101|false|false|HTTP/1.1 101 Switching Protocols~~",
                "200|true |false|HTTP/1.1 200 OK~X-Folded: a~ b: c~Content-Length: 1~~x",
            })
    void findsTheEndOfAnAnswerHoweverItsBytesCome(int status, boolean keepAlive, boolean toHead, String answer)
            throws NotHttp {
        byte[] bytes = bytes(answer);
        for (int portion = 1; portion <= bytes.length; portion++) {
            parser.begin(toHead);
            for (int at = 0; at < bytes.length; at += portion) {
                assertThat(parser.complete()).as("complete before byte %d", at).isFalse();
                int end = Math.min(at + portion, bytes.length);
                assertThat(parser.read(bytes, at, end)).isEqualTo(end);
            }
            assertThat(parser.complete())
                    .as("complete, read in portions of %d", portion)
                    .isTrue();
            assertThat(parser.status()).isEqualTo(status);
            assertThat(parser.keepAlive()).isEqualTo(keepAlive);
        }
    }

    @Test
    void isNotMisledByTheHeadOfTheAnswerBefore() throws NotHttp {
        String plain = "HTTP/1.1 200 OK~Content-Length: 3~~";
        String closing = "HTTP/1.1 404 Not Found~Connection: close~Content-Length: 1~~";
        String chunked = "HTTP/1.1 201 Created~Transfer-Encoding: chunked~~";
        String interim = "HTTP/1.1 100 Continue~~HTTP/1.1 202 Accepted~Content-Length: 2~~";
        for (int round = 0; round < 3; round++) {
            for (int twice = 0; twice < 2; twice++) {
                expect(200, true, false, plain + "abc");
                expect(200, true, false, plain, "ab", "c");
                expect(200, true, true, plain);
                expect(404, false, false, closing + "x");
                expect(201, true, false, chunked + "2~ab~0~~");
                expect(201, true, false, chunked, "2~ab~", "0~~");
                expect(202, true, false, interim + "ab");
            }
        }
    }

    @Test
    void forgetsTheHeadBeforeOnceItHasBegunAnother() throws NotHttp {
        byte[] cutShort = bytes("HTTP/1.1 404 Not Found~Connection: close~Content-Len");
        expect(200, true, false, "HTTP/1.1 200 OK~Content-Length: 3~~abc");
        parser.begin(false);
        parser.read(cutShort, 0, cutShort.length);

        expect(200, true, false, "HTTP/1.1 200 OK~Content-Length: 3~~abc");
    }

    private void expect(int status, boolean keepAlive, boolean toHead, String... portions) throws NotHttp {
        parser.begin(toHead);
        for (String portion : portions) {
            assertThat(parser.complete()).isFalse();
            byte[] bytes = bytes(portion);
            assertThat(parser.read(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        }
        assertThat(parser.complete()).isTrue();
        assertThat(parser.status()).isEqualTo(status);
        assertThat(parser.keepAlive()).isEqualTo(keepAlive);
    }

    @Test
    void acceptsLinesThatEndWithALineFeedOnly() throws NotHttp {
        parser.begin(false);
        byte[] answer = "HTTP/1.1 200 OK\nContent-Length: 1\n\nx".getBytes(StandardCharsets.US_ASCII);

        assertThat(parser.read(answer, 0, answer.length)).isEqualTo(answer.length);
        assertThat(parser.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK~~some", "HTTP/1.1 200 OK~Transfer-Encoding: gzip~~some"})
    void readsABodyWithoutLengthUntilThePeerCloses(String answer) throws NotHttp {
        parser.begin(false);
        parser.read(bytes(answer), 0, bytes(answer).length);
        assertThat(parser.complete()).isFalse();

        parser.endOfStream();

        assertThat(parser.complete()).isTrue();
        assertThat(parser.keepAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK~Content-Length: 5~",
                "HTTP/1.1 200 OK~Content-Length: 5~~hell",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~hello~",
            })
    void isNotContentWithAnAnswerCutShort(String answer) throws NotHttp {
        parser.begin(false);
        parser.read(bytes(answer), 0, bytes(answer).length);

        parser.endOfStream();

        assertThat(parser.complete()).isFalse();
        assertThat(parser.started()).isEqualTo(!answer.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2~",
                "X",
                "HTTP/2 200~",
                "HTTP/1.1 OK~",
                "HTTP/1.1 2000 OK~",
                "HTTP/1.1 020 OK~",
                "~",
                "HTTP/1.1 200 OK~no name~",
                "HTTP/1.1 200 OK~Content-Length : 5~",
                "HTTP/1.1 200 OK~Content-Length: five~",
                "HTTP/1.1 200 OK~Content-Length: -1~",
                "HTTP/1.1 200 OK~Content-Length:~",
                "HTTP/1.1 200 OK~Content-Length: 99999999999999999999~",
                "HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~x~",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~xy~",
            })
    void refusesWhatIsNoAnswer(String answer) {
        byte[] bytes = bytes(answer);
        assertThatThrownBy(() -> {
                    parser.begin(false);
                    parser.read(bytes, 0, bytes.length);
                })
                .isInstanceOf(NotHttp.class);
        assertThatThrownBy(() -> {
                    parser.begin(false);
                    for (int i = 0; i < bytes.length; i++) {
                        parser.read(bytes, i, i + 1);
                    }
                })
                .isInstanceOf(NotHttp.class);
    }

    @Test
    void refusesHeadersWithoutEnd() {
        byte[] header = "X-More: and more\r\n".getBytes(StandardCharsets.US_ASCII);
        parser.begin(false);
        assertThatThrownBy(() -> {
                    parser.read(OK.getBytes(StandardCharsets.US_ASCII), 0, OK.length());
                    for (int i = 0; i < 100_000; i++) {
                        parser.read(header, 0, header.length);
                    }
                })
                .isInstanceOf(NotHttp.class)
                .hasMessageContaining("bytes of headers");
    }

    @Test
    void tellsWhereTheAnswerEnds() throws NotHttp {
        byte[] bytes = bytes("HTTP/1.1 200 OK~Content-Length: 1~~xyz");
        parser.begin(false);

        assertThat(parser.read(bytes, 0, bytes.length)).isEqualTo(bytes.length - 2);
    }

    @Test
    void needNotSeeABodyToSkipIt() throws NotHttp {
        byte[] bytes = bytes("HTTP/1.1 200 OK~Content-Length: 10000000000~~");
        parser.begin(false);
        parser.read(bytes, 0, bytes.length);

        assertThat(parser.skippable()).isEqualTo(10_000_000_000L);
        parser.skip(9_999_999_999L);
        assertThat(parser.complete()).isFalse();
        parser.skip(1);
        assertThat(parser.complete()).isTrue();
    }

    private static byte[] bytes(String answer) {
        return answer.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
