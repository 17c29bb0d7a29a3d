// Opens pages in headless Chromium, each in a frame as wide as a small telephone. They come from a server of ours that
// forbids everything from elsewhere, so that a request to the outside is an error on the console, too.
import com.sun.net.httpserver.HttpServer
import groovy.json.JsonSlurper
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit

int width = 380

def broken = '''<!DOCTYPE html><html><head><title>x</title></head><body style="margin:0">
<div style="width:2000px">wide</div><img src="http://192.0.2.1/outside.png" alt=""><script>console.error('oops')</script>
</body></html>'''

String wrapper(List<String> pages, int width) {
    def frames = pages.collect {
        """<iframe src="${it}" style="width:${width}px;height:800px;border:0"></iframe>"""
    }
    """<!DOCTYPE html><html><body>${frames.join('\n')}<pre id="out"></pre><script>
        addEventListener('load', () => {
          const all = [...document.querySelectorAll('iframe')].map(f => ({
            page: f.getAttribute('src'),
            title: f.contentDocument.title,
            width: Math.max(f.contentDocument.documentElement.scrollWidth, f.contentDocument.body.scrollWidth)}));
          document.getElementById('out').textContent = 'FOUND' + encodeURIComponent(JSON.stringify(all)) + 'END';
        })</script></body></html>"""
}

/** What the browser found: widths by page, lines of the console, requests that found nothing. */
Map look(String chromium, Map<String, byte[]> served, List<String> pages, int width) {
    def missing = new ConcurrentLinkedQueue<String>()
    def server = HttpServer.create(new InetSocketAddress(InetAddress.loopbackAddress, 0), 0)
    def threads = Executors.newFixedThreadPool(4)
    def profile = File.createTempDir('chromium')
    try {
        server.executor = threads
        server.createContext('/') { exchange ->
            def path = exchange.requestURI.path
            def content = path == '/wrapper' ? wrapper(pages, width).getBytes('UTF-8') : served[path]
            if (content == null && path != '/favicon.ico') {
                missing << path
            }
            def type = [css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', png: 'image/png', gif: 'image/gif']
                .getOrDefault(path.tokenize('.').last(), 'text/html')
            exchange.responseHeaders.add('Content-Type', type + (type.startsWith('text') ? ';charset=utf-8' : ''))
            exchange.responseHeaders.add('Content-Security-Policy', "default-src 'self' 'unsafe-inline' data:")
            exchange.sendResponseHeaders(content == null ? 404 : 200, content == null ? -1 : content.length ?: -1)
            exchange.responseBody.withStream { if (content) it.write(content) }
        }
        server.start()
        def out = new File(profile, 'dom.html')
        def err = new File(profile, 'stderr.txt')
        def process = new ProcessBuilder(chromium, '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
                '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
                '--user-data-dir=' + profile, '--enable-logging=stderr', '--virtual-time-budget=5000', '--dump-dom',
                "http://127.0.0.1:${server.address.port}/wrapper")
            .redirectOutput(out).redirectError(err).start()
        process.outputStream.close()
        try {
            assert process.waitFor(90, TimeUnit.SECONDS) : "Chromium is not done after 90 s:\n${err.text}"
        } finally {
            process.descendants().forEach { it.destroyForcibly() }
            process.destroyForcibly().waitFor()
        }
        def found = out.getText('UTF-8') =~ /FOUND(\S*)END<\/pre>/
        assert found.find() : "the browser did not load all pages:\n${out.getText('UTF-8')}\n${err.text}"
        [pages: new JsonSlurper().parseText(URLDecoder.decode(found.group(1), 'UTF-8')),
         console: err.readLines('UTF-8').findAll { it.contains('CONSOLE') },
         missing: missing as List]
    } finally {
        server.stop(0)
        threads.shutdownNow()
        profile.deleteDir()
    }
}

def chromium = System.getenv('PATH').split(File.pathSeparator).collect { new File(it, 'chromium') }.find { it.canExecute() }
if (chromium == null) {
    assert System.getenv('CI') != 'true' : 'Chromium is not on the PATH, and in CI it must be (Debian: apt-get install chromium)'
    println 'The pages were not opened in a browser: chromium is not on the PATH.'
    return null
}

/** @param folders by the path under which each is served; all their pages are opened */
return { Map<String, File> folders ->
    def served = ['/broken.html': broken.getBytes('UTF-8')] as Map<String, byte[]>
    folders.each { path, folder ->
        folder.eachFileRecurse(groovy.io.FileType.FILES) {
            served["/${path}/${folder.toPath().relativize(it.toPath()).join('/')}".toString()] = it.bytes
        }
    }
    def pages = served.keySet().findAll { it.endsWith('.html') && it != '/broken.html' } as List
    // With a page in which everything is wrong, to see that this would be found.
    def found = look(chromium.path, served, pages + '/broken.html', width)
    assert found.missing.empty : "pages ask for what is not there: ${found.missing}"
    def (bad, console) = found.console.split { it.contains('broken.html') }
    assert bad.any { it.contains('oops') }
    assert bad.any { it.contains('192.0.2.1') }
    assert console.empty : console.join('\n')
    assert found.pages*.page == pages + '/broken.html'
    assert found.pages.last().width > width
    found.pages.init().each {
        assert it.title : it
        assert it.width <= width : "${it.page} is ${it.width} px wide on a screen of ${width}"
    }
    "opened ${pages.size()} pages in ${chromium}"
}
