using System.Diagnostics;
using Iris.Models;
using Iris.Testing.Networks;

namespace Iris.Cli.Tests;

/// <summary>Networks that are refused memory: by Iris, which knows how much is too much, or by the system. ONNX Runtime would crash.</summary>
public sealed class RefusedMemoryTests
{
    private const long Gibibyte = 1 << 30;

    [Theory]
    [InlineData(Gibibyte + sizeof(float))]
    [InlineData(4096 * Gibibyte)]
    public async Task A_network_that_asks_for_too_much_ends_the_program_with_a_line(long bytes)
    {
        using PackFolder pack = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "greedy.onnx", network: FaultyEmbedders.Greedy(bytes));

        ProgramRun run = await IrisCommand.RunAsync("models", "check", pack.Folder);

        Assert.Equal(new(71, "", $"Iris ends: {pack.In("greedy.onnx")} asks for more than 1 GiB of memory in one piece. See docs/operations.md.\n"), run);
    }

    [Fact]
    public async Task A_network_that_the_system_gives_no_memory_ends_the_program_with_a_line_and_leaves_no_dump()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit on the address space is Linux's.");
        using PackFolder pack = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "greedy.onnx", network: FaultyEmbedders.Greedy(Gibibyte));

        // .NET with a small heap takes 1.4 to 1.8 million KiB of addresses: there is room for another 0.5 GiB, and none for 1.
        ProcessStartInfo dotnet = RunningProgram.Describe("Iris.Cli.dll", "models", "check", pack.Folder);
        ProcessStartInfo start = new(
            "bash", ["-c", "ulimit -Sc $(ulimit -Hc); ulimit -v 2300000; exec \"$0\" \"$@\"", dotnet.FileName, .. dotnet.ArgumentList])
        {
            WorkingDirectory = pack.Folder,
            Environment = { ["DOTNET_GCHeapHardLimit"] = "0x8000000" },
        };
        string[] before = Directory.GetFileSystemEntries(pack.Folder);
        await using RunningProgram program = RunningProgram.Start(start);

        ProgramRun run = await program.EndAsync();

        Assert.Equal(
            new(71, "", $"Iris ends: the system has no memory left to give to {pack.In("greedy.onnx")}. See docs/operations.md.\n"), run);
        Assert.Equal(before, Directory.GetFileSystemEntries(pack.Folder));
    }
}
