#!/usr/bin/perl
# setpriv as of util-linux 2.41, for machines whose own is older: it takes --landlock-access,
# --landlock-rule and --seccomp-filter as that one does, and leaves all else to the machine's.
use strict;
use warnings;

my $prctl = `uname -m` =~ /aarch64/ ? 167 : 157;
my @bits = qw(execute write-file read-file read-dir remove-dir remove-file make-char make-dir
    make-reg make-sock make-fifo make-block make-sym refer truncate);
my %bit = map { $bits[$_] => 1 << $_ } 0 .. $#bits;
my $setpriv = "/usr/bin/setpriv";

my (@rules, @rest, $handles, $filter);
while (@ARGV) {
    my $word = shift;
    if ($word eq "--landlock-access") { $handles = shift eq "fs" ? (1 << @bits) - 1 : die }
    elsif ($word eq "--landlock-rule") { push @rules, shift }
    elsif ($word eq "--seccomp-filter") { $filter = shift }
    else { push @rest, $word }
}

sub call { my $value = syscall(shift, @_); die "setpriv: $!\n" if $value < 0; return $value }

if (defined $handles) {
    call($prctl, 38, 1, 0, 0, 0);
    my $ruleset = call(444, pack("Q", $handles), 8, 0);
    # The machine's own setpriv runs behind the rules, and changes the user there.
    for my $rule (@rules, "path-beneath:execute,read-file:$setpriv") {
        my ($accesses, $path) = $rule =~ /^path-beneath:([a-z,-]+):(.*)$/s or die "setpriv: $rule\n";
        my $allowed = 0;
        $allowed |= $bit{$_} // die "setpriv: $_\n" for split /,/, $accesses;
        open(my $file, "<", $path) or die "setpriv: $path: $!\n";
        call(445, $ruleset, 1, pack("Ql", $allowed, fileno $file), 0);
    }
    my $program;
    if (defined $filter) {
        open(my $file, "<:raw", $filter) or die "setpriv: $filter: $!\n";
        $program = do { local $/; <$file> };
    }
    call(446, $ruleset, 0);
    call($prctl, 22, 2, pack("SxxxxxxP", length($program) / 8, $program), 0, 0) if defined $program;
}
exec $setpriv, @rest or die "setpriv: $!\n";
