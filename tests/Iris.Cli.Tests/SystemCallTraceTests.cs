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
    public void What_was_before_the_start_does_not_count()
    {
        SystemCallTrace trace = SystemCallTrace.Read(["4711 1699999999.999999 creat(\"/tmp/x\", 0666) = 3"], Start);

        Assert.Equal(0, trace.Calls);
    }
}
