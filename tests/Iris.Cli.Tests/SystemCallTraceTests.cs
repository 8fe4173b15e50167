using System.Diagnostics;
using Iris.Cli.Verification.Linux;

namespace Iris.Cli.Tests;

public sealed class SystemCallTraceTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Theory]
    [InlineData("openat(AT_FDCWD, \"/tmp/x\", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3", "openat")]
    [InlineData("openat(AT_FDCWD, \"/tmp/x\", O_RDWR) = 0", "openat")]
    [InlineData("rename(\"/tmp/x\", \"/tmp/y\") = 0", "rename")]
    [InlineData("unlinkat(AT_FDCWD, \"/tmp/x\", 0) = 0", "unlinkat")]
    [InlineData("bind(5, {sa_family=AF_UNIX, sun_path=\"/tmp/x\"}, 110) = 0", "bind")]
    [InlineData("openat(AT_FDCWD, \"/proc/self/root/tmp/x\", O_WRONLY|O_CREAT, 0666) = 3", "openat")]
    [InlineData("openat(AT_FDCWD, \"/proc/self/cwd/x\", O_WRONLY|O_CREAT, 0666) = 3", "openat")]
    [InlineData("openat(AT_FDCWD, \"/proc/self/fd/7\", O_RDWR|O_TRUNC) = 3", "openat")]
    [InlineData("openat(AT_FDCWD, \"/proc/self/task/4711/root/tmp/comm\", O_RDWR) = 3", "openat")]
    [InlineData("openat(AT_FDCWD, \"/tmp/\\\"/dev/null\", O_WRONLY|O_CREAT, 0666) = 3", "openat")]
    [InlineData("rename(\"/dev/null\", \"/tmp/x\") = 0", "rename")]
    [InlineData("link(\"/proc/self/task/4711/comm\", \"/tmp/x\") = 0", "link")]
    [InlineData("fsetxattr(3, \"user.x\", \"x\", 1, 0) = 0", "fsetxattr")]
    [InlineData("fchmod(3, 0644) = 0", "fchmod")]
    [InlineData("utimensat(AT_FDCWD, \"/tmp/x\", NULL, 0) = 0", "utimensat")]
    [InlineData("mq_open(\"x\", O_RDWR|O_CREAT, 0600, NULL) = 3", "mq_open")]
    [InlineData("shmget(IPC_PRIVATE, 4096, IPC_CREAT|0600) = 7", "shmget")]
    [InlineData("shmat(7, NULL, 0) = 0x7f0000000000", "shmat")]
    [InlineData("io_uring_setup(8, {flags=0}) = 5", "io_uring_setup")]
    [InlineData("mount(\"none\", \"/tmp\", \"tmpfs\", 0, NULL) = 0", "mount")]
    [InlineData("execve(\"/bin/sh\", [\"sh\"], 0x7ffc /* 20 vars */) = 0", "execve")]
    public void A_call_that_changes_a_file_is_counted(string call, string name)
    {
        SystemCallTrace trace = SystemCallTrace.Read([$"4711 1700000001.000001 {call}"], Start);

        Assert.Equal((1, name, 1), (trace.Calls, Assert.Single(trace.Changes).Key, trace.Changes[name]));
        Assert.Empty(trace.Refused);
    }

    [Theory]
    [InlineData("openat(AT_FDCWD, \"/etc/hosts\", O_RDONLY|O_CLOEXEC) = 3")]
    [InlineData("openat(AT_FDCWD, \"/dev/null\", O_RDWR) = 3")]
    [InlineData("openat(AT_FDCWD, \"/proc/self/task/4711/comm\", O_RDWR) = 3")]
    [InlineData("openat(AT_FDCWD, \"/proc/4711/task/4712/comm\", O_WRONLY|O_CLOEXEC) = 3")]
    [InlineData("open(\"/dev/null\", O_WRONLY|O_CREAT, 0666) = 3")]
    [InlineData("bind(5, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0")]
    public void A_call_that_keeps_nothing_is_only_seen(string call)
    {
        SystemCallTrace trace = SystemCallTrace.Read([$"4711 1700000001.000001 {call}"], Start);

        Assert.Equal(1, trace.Calls);
        Assert.Empty(trace.Changes);
    }

    [Fact]
    public void A_call_that_the_kernel_refuses_changes_nothing()
    {
        SystemCallTrace trace = SystemCallTrace.Read(
            ["4711 1700000001.000001 openat(AT_FDCWD, \"/dev/null\", O_WRONLY|O_CLOEXEC) = -1 EPERM (Operation not permitted)"], Start);

        Assert.Equal(1, trace.Refused["openat"]);
        Assert.Empty(trace.Changes);
    }

    [Fact]
    public void A_call_in_two_lines_is_put_together()
    {
        SystemCallTrace trace = SystemCallTrace.Read(
            [
                "4711 1700000001.000001 openat(AT_FDCWD, \"/tmp/x\", O_WRONLY|O_CREAT, 0666 <unfinished ...>",
                "4712 1700000001.000002 openat(AT_FDCWD, \"/etc/hosts\", O_RDONLY) = 4",
                "4711 1700000001.000003 <... openat resumed>) = 3",
            ],
            Start);

        Assert.Equal((2, 1), (trace.Calls, trace.Changes["openat"]));
    }

    [Fact]
    public async Task Strace_knows_or_passes_over_every_call_that_is_traced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/strace"), "There is no strace.");

        // It reads what it shall trace before it looks for the program.
        using Process strace = Process.Start(new ProcessStartInfo("/usr/bin/strace", ["-e", $"trace={SystemCallTrace.Traced}", "/nowhere"])
        {
            RedirectStandardError = true,
        })!;
        string error = await strace.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("invalid system call", error, StringComparison.Ordinal);
        Assert.Contains("/nowhere", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_before_the_start_does_not_count()
    {
        SystemCallTrace trace = SystemCallTrace.Read(["4711 1699999999.999999 creat(\"/tmp/x\", 0666) = 3"], Start);

        Assert.Equal(0, trace.Calls);
    }
}
