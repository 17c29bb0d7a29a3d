# Connects to ports for a JVM elsewhere, which speaks to it by standard input and output, in frames: a letter, the number of a
# connection and the length of what follows, each in four bytes. R: it is ready. O: connect to "address port", or it is connected.
# F: it can't be, and why. D: data. E: no more comes from that side. A: so many bytes have been taken. X: cut.
# Q: quit.
# A side sends no more than the window before it hears that something has been taken. Ends with its input.
use strict;
use warnings;
use Socket;
use Errno qw(EINPROGRESS EINTR EAGAIN);
use Fcntl qw(F_GETFL F_SETFL O_NONBLOCK);

my $window = 262144;
my $chunk = 32768;
my %links;
my $in = '';
$SIG{PIPE} = 'IGNORE';
binmode STDIN;
binmode STDOUT;

sub tell_jvm {
    my ($kind, $id, $bytes) = @_;
    my $frame = pack('a4NN', $kind, $id, length $bytes) . $bytes;
    my $at = 0;
    while ($at < length $frame) {
        my $count = syswrite(STDOUT, $frame, length($frame) - $at, $at);
        next if !defined $count && $!{EINTR};
        exit 1 if !defined $count;
        $at += $count;
    }
}

sub give_up {
    my ($id, $kind, $why) = @_;
    my $link = delete $links{$id} or return;
    close $link->{socket} if $link->{socket};
    tell_jvm($kind, $id, $why);
}

sub open_link {
    my ($id, $address, $port) = @_;
    my $link = { out => '', credit => $window, connecting => 1 };
    $links{$id} = $link;
    my $ip = inet_aton($address);
    return give_up($id, 'F', "$address is no address") if !defined $ip;
    socket($link->{socket}, PF_INET, SOCK_STREAM, 0) or return give_up($id, 'F', "$!");
    fcntl($link->{socket}, F_SETFL, fcntl($link->{socket}, F_GETFL, 0) | O_NONBLOCK);
    setsockopt($link->{socket}, 6, 1, 1);    # TCP_NODELAY
    return if connect($link->{socket}, sockaddr_in($port, $ip)) || $!{EINPROGRESS};
    give_up($id, 'F', "$!");
}

sub opened {
    my ($id) = @_;
    my $link = $links{$id};
    my $error = unpack('i', getsockopt($link->{socket}, SOL_SOCKET, SO_ERROR));
    if ($error) {
        $! = $error;
        return give_up($id, 'F', "$!");
    }
    $link->{connecting} = 0;
    tell_jvm('O', $id, '');
}

sub hear_jvm {
    my $count = sysread(STDIN, $in, 65536, length $in);
    return if !defined $count && $!{EINTR};
    exit 0 if !$count;
    my $at = 0;
    while (length($in) - $at >= 12) {
        my ($kind, $id, $length) = unpack('a4NN', substr($in, $at, 12));
        last if length($in) - $at < 12 + $length;
        my $bytes = substr($in, $at + 12, $length);
        $at += 12 + $length;
        $kind =~ s/\0+$//;
        if ($kind eq 'O') {
            open_link($id, split(/ /, $bytes));
            next;
        }
        exit 0 if $kind eq 'Q';
        my $link = $links{$id} or next;
        if ($kind eq 'D') { $link->{out} .= $bytes }
        elsif ($kind eq 'E') { $link->{ended} = 1 }
        elsif ($kind eq 'A') { $link->{credit} += unpack('N', $bytes) }
        elsif ($kind eq 'X') {
            close $link->{socket};
            delete $links{$id};
        }
    }
    substr($in, 0, $at, '');
}

sub read_link {
    my ($id, $link) = @_;
    my $most = $link->{credit} < $chunk ? $link->{credit} : $chunk;
    my $count = sysread($link->{socket}, my $bytes, $most);
    if (!defined $count) {
        give_up($id, 'X', "$!") if !$!{EINTR} && !$!{EAGAIN};
    } elsif ($count) {
        $link->{credit} -= $count;
        tell_jvm('D', $id, $bytes);
    } else {
        $link->{over} = 1;
        tell_jvm('E', $id, '');
    }
}

sub write_link {
    my ($id, $link) = @_;
    if (length $link->{out}) {
        my $count = syswrite($link->{socket}, $link->{out});
        if (!defined $count) {
            give_up($id, 'X', "$!") if !$!{EINTR} && !$!{EAGAIN};
            return;
        }
        substr($link->{out}, 0, $count, '');
        tell_jvm('A', $id, pack('N', $count));
    }
    if ($link->{ended} && !$link->{shut} && !length $link->{out}) {
        shutdown($link->{socket}, 1);
        $link->{shut} = 1;
    }
}

tell_jvm('R', 0, '');
while (1) {
    my ($reads, $writes) = ('', '');
    vec($reads, fileno(STDIN), 1) = 1;
    for my $id (keys %links) {
        my $link = $links{$id};
        if ($link->{over} && $link->{shut}) {
            close $link->{socket};
            delete $links{$id};
            next;
        }
        my $number = fileno($link->{socket});
        vec($reads, $number, 1) = 1 if !$link->{connecting} && !$link->{over} && $link->{credit} > 0;
        vec($writes, $number, 1) = 1
            if $link->{connecting} || length $link->{out} || ($link->{ended} && !$link->{shut});
    }
    next if select($reads, $writes, undef, undef) < 0;
    for my $id (keys %links) {
        my $link = $links{$id};
        my $number = fileno($link->{socket});
        if ($link->{connecting}) {
            opened($id) if vec($writes, $number, 1);
            next;
        }
        write_link($id, $link) if vec($writes, $number, 1);
        read_link($id, $link) if $links{$id} && vec($reads, $number, 1);
    }
    hear_jvm() if vec($reads, fileno(STDIN), 1);
}
