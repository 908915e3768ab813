/**
 * Programs that run others, are told by an argument what to run, or write any file: with a free argument
 * they are every command. Not only shells and interpreters; GTFOBins lists ways through most of these.
 */
const LAUNCHERS: ReadonlySet<string> = new Set(
  [
    "7z aa-exec agetty ansible ansible-playbook ansible-test apptainer apt apt-get aptitude ar",
    "aria2c arj as ash aspell at awk aws bash bashbug batcat bconsole bpftool bpftrace bun",
    "bundle bundler busctl busybox bwrap byebug c++ c89 c99 cabal capsh cargo catchsegv cc",
    "cdist certbot check_by_ssh check_log choom chromium chroot chrt clang clang++ cobc code",
    "composer conda cowsay cowthink cp cpan cpio cpp cpulimit crash crictl cron crontab csh",
    "csvtool ctr curl dash dbus-run-session dc dd debugfs deno distcc dmesg dmsetup dnf docker",
    "dosbox dotnet dpkg dstat dvips easy_install eatmydata eb ed editor efax elvish emacs",
    "emacsclient enscript env eqn erl ex exiftool expect facter fakechroot fakeroot faketime fd",
    "fdfind find firejail fish flatpak flock ftp fzf g++ gawk gcc gcore gdb gem genie",
    "genisoimage ghc ghci gimp ginsh git gnuplot go grc groff gtester guile hping3 hyperfine",
    "i386 iex iftop info install ionice ip irb ispell java jjs joe journalctl jrunscript jshell",
    "jtag julia keepassxc-cli kexec knife ksh kubectl latex latexmk ld ld.so ldconfig ldd less",
    "lesspipe lftp linux32 linux64 lldb ln loginctl logrotate logsave ltrace lua luajit",
    "lualatex luatex lwp-download lwp-request lxc m4 mail mailx make man mawk mc mcedit mg",
    "micro minicom mksh mmdebstrap modprobe more mosh mount msfconsole msgfilter multitime mutt",
    "mv mypy mysql nano nasm nawk nc ncat ncdu ncftp ne needrestart neofetch nerdctl netcat",
    "newgrp nft nginx nice ninja nmap node nodejs nohup npm npx nroff nsenter nu numactl nvim",
    "ocaml octave openssl openvpn openvt opkg original-awk osascript pager pandoc parallel",
    "patch pax pdb pdflatex pdftex perf perl perlbug pexec pg php pic pico pidstat pip pip3",
    "pipx pkexec pkg pnpm podman posh powershell prlimit proot pry psftp psql puppet pwsh pypy",
    "pypy3 pytest python python2 python3 R racket rake ranger rbash rc red restic rlogin rlwrap",
    "rpm rpmbuild Rscript rsync rtorrent ruby run-mailcap run-one run-parts runc runcon",
    "runscript runuser rust-gdb rview rvim sash sbcl scala scanmem scheme scp screen script",
    "scriptlive scrot sed sensible-editor sensible-pager service setarch setfacl setlock",
    "setpriv setsid sftp sg sh slsh smbclient snap socat softlimit split sqlite3 sqlmap ssh",
    "ssh-add ssh-agent ssh-copy-id ssh-keygen ssh-keyscan sshpass start-stop-daemon stdbuf",
    "strace su sudo sudoedit svn systemctl systemd-cat systemd-inhibit systemd-nspawn",
    "systemd-run tar task taskset tasksh tclsh tcpdump tcsh tdbtool tee telnet terraform tex",
    "tftp time timedatectl timeout tmate tmux toolbox top torify torsocks toybox troff tsocks",
    "tsx ul uname26 unbuffer unshare unzip update-alternatives uv uvx valgrind vi view vigr vim",
    "vim.basic vim.nox vim.tiny vimdiff vipw virsh vlock w3m wall watch watchexec wget whiptail",
    "wine wireshark wish x-terminal-emulator x86_64 xargs xdg-open xdotool xelatex xetex xonsh",
    "xterm yarn yash yum zathura zip zsh zsoelim zypper",
  ].flatMap((line) => line.split(" ")),
);

/** Versions and builds that distributions write behind a name: `python3.12`, `gcc-14`, `vim.gtk3`. */
const VERSION =
  /[-.]?\d[\w.+-]*$|\.(?:athena|basic|gnome|gtk|motif|nox|openbsd|tiny|traditional)\d*$/;
const DYNAMIC_LOADER = /^ld(?:-[\w.-]+)?\.so(?:\.\d+)?$/;

/** Returns whether a program of this name runs whatever its arguments say. */
export function isLauncher(name: string): boolean {
  return LAUNCHERS.has(name) || LAUNCHERS.has(name.replace(VERSION, "")) ||
    // As with mipsel-linux-gnu-gcc and x86_64-linux-gnu-gcc-14.
    LAUNCHERS.has(name.replace(/^[\w]+-linux-gnu\w*-/, "").replace(VERSION, "")) ||
    DYNAMIC_LOADER.test(name);
}
