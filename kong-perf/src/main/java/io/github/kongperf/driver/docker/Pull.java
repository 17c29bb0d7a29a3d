package io.github.kongperf.driver.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import io.github.kongperf.node.docker.Engine;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One try to pull an image. */
final class Pull {

    private static final long MEGABYTE = 1_000_000;

    /** How engines of several kinds and ages say that a registry has no such image, or does not tell this user. */
    private static final List<String> ABSENT = List.of(
            "manifest unknown", "pull access denied", "repository does not exist", "access to the resource is denied");

    /** So begins what an engine on containerd says of an image that is absent, and of much else. */
    private static final String UNRESOLVED = "failed to resolve reference";

    private static final List<String> WHO_ASKS = List.of("unauthorized", "no basic auth credentials");

    /** In messages of failures that the next try would only repeat. */
    private static final List<String> LASTING =
            List.of("no matching manifest", "HTTP response to HTTPS client", "x509:", "no space left on device");

    private final Engine engine;
    private final String ref;
    private final Pace pace;
    private final Consumer<String> step;

    /**
     * How long is waited.
     *
     * @param tell between two lines that say how far it is
     * @param silence of the engine after which a pull is given up
     * @param pause before the second try; before each after it, twice the one before
     */
    record Pace(Duration tell, Duration silence, Duration pause) {
        /** Daemons of slow disks take minutes to check and unpack a large layer, and may say nothing meanwhile. */
        static final Pace STANDARD = new Pace(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(1));
    }

    /** It can't be told whether there is such an image, or it can't be had. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        private final Cure cure;

        Failed(String reason, @Nullable Throwable cause, Cure cure) {
            super(reason, cause);
            this.cure = cure;
        }

        Cure cure() {
            return cure;
        }
    }

    /** What helps. */
    enum Cure {
        /** Another try may. */
        TIME("see that the engine can reach its registry"),
        LOGIN("its registry wants to know who asks (docker login)"),
        OTHER("mend that");

        private final String words;

        Cure(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        private static Cure of(String reason) {
            if (WHO_ASKS.stream().anyMatch(reason::contains)) {
                return LOGIN;
            }
            return LASTING.stream().anyMatch(reason::contains) ? OTHER : TIME;
        }
    }

    Pull(Engine engine, String ref, Pace pace, Consumer<String> step) {
        this.engine = engine;
        this.ref = ref;
        this.pace = pace;
        this.step = step;
    }

    /** @return whether its registry has it */
    boolean run() throws Failed, InterruptedException {
        try (Answers answers = new Answers()) {
            // Closing them ends the pull on the engine.
            engine.client().pullImageCmd(ImageNames.tagged(ref)).exec(answers);
            while (!answers.over(pace.tell())) {
                if (answers.silence().compareTo(pace.silence()) > 0) {
                    throw new Failed(
                            "nothing was heard of it for %d s"
                                    .formatted(pace.silence().toSeconds()),
                            null,
                            Cure.TIME);
                }
                step.accept("pulling image %s: %s".formatted(ref, answers.progress()));
            }
            return answers.found();
        }
    }

    /** What the engine tells about a pull. */
    private static final class Answers implements ResultCallback<PullResponseItem> {
        private final CountDownLatch over = new CountDownLatch(1);
        private final Set<String> waiting = new HashSet<>();
        private final Map<String, Long> current = new HashMap<>();
        private final Map<String, Long> total = new HashMap<>();
        private long heard = System.nanoTime();
        private @Nullable Closeable stream;
        private @Nullable String error;
        private @Nullable Throwable thrown;

        @Override
        public synchronized void onStart(Closeable opened) {
            stream = opened;
        }

        @Override
        public synchronized void onNext(PullResponseItem item) {
            heard = System.nanoTime();
            ResponseItem.ErrorDetail detail = item.getErrorDetail();
            if (detail != null) {
                error = String.valueOf(detail.getMessage());
                return;
            }
            String layer = item.getId();
            String status = item.getStatus();
            if (layer == null || status == null) {
                return;
            }
            switch (status) {
                case "Pulling fs layer", "Waiting" -> waiting.add(layer);
                case "Downloading" -> downloading(layer, item.getProgressDetail());
                case "Verifying Checksum", "Download complete", "Pull complete" -> {
                    waiting.remove(layer);
                    current.replace(layer, total.getOrDefault(layer, 0L));
                }
                default -> {
                    return;
                }
            }
        }

        private void downloading(String layer, ResponseItem.@Nullable ProgressDetail progress) {
            if (progress != null && progress.getTotal() != null) {
                waiting.remove(layer);
                current.put(layer, progress.getCurrent() == null ? 0 : progress.getCurrent());
                total.put(layer, progress.getTotal());
            }
        }

        @Override
        public synchronized void onError(Throwable failure) {
            thrown = failure;
            if (error == null) {
                error = Engine.reason(failure);
            }
            over.countDown();
        }

        @Override
        public void onComplete() {
            over.countDown();
        }

        boolean over(Duration within) throws InterruptedException {
            return over.await(within.toMillis(), TimeUnit.MILLISECONDS);
        }

        synchronized Duration silence() {
            return Duration.ofNanos(System.nanoTime() - heard);
        }

        synchronized String progress() {
            if (total.isEmpty()) {
                return "no layer has come yet";
            }
            if (waiting.isEmpty() && current.equals(total)) {
                return "all %d MB are here, being unpacked".formatted(sum(total));
            }
            return waiting.isEmpty()
                    ? "%d of %d MB".formatted(sum(current), sum(total))
                    : "%d of %d MB, and %d layers more".formatted(sum(current), sum(total), waiting.size());
        }

        private static long sum(Map<String, Long> bytes) {
            return bytes.values().stream().mapToLong(Long::longValue).sum() / MEGABYTE;
        }

        synchronized boolean found() throws Failed {
            String reason = error;
            if (reason == null) {
                return true;
            }
            if (thrown instanceof NotFoundException || absent(reason)) {
                return false;
            }
            throw new Failed(reason, thrown, Cure.of(reason));
        }

        private static boolean absent(String reason) {
            return ABSENT.stream().anyMatch(reason::contains)
                    || (reason.startsWith(UNRESOLVED) && reason.endsWith(": not found"));
        }

        @Override
        public void close() {
            Closeable opened;
            synchronized (this) {
                opened = stream;
            }
            if (opened == null) {
                return;
            }
            try {
                opened.close();
            } catch (IOException e) {
                // All that it had to say was read, or nobody wants to know the rest.
                return;
            }
        }
    }
}
