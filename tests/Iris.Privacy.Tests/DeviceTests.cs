using System.Text.Json.Nodes;
using Iris.Server;
using Iris.Server.Privacy.Confinement;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Privacy.Tests;

/// <summary>
/// Where a device is to compute the networks: what the server then no longer claims, and what it leaves open. No device is needed: the
/// setting says Cuda or another, and the tests' own engine, on the processor, stands in for the one that would be loaded.
/// </summary>
public sealed class DeviceTests
{
    [Theory]
    [InlineData(ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.OpenVino)]
    [InlineData(ExecutionProvider.CoreML)]
    public async Task With_a_device_nothing_is_claimed_of_the_memory_that_networks_compute_in(ExecutionProvider provider)
    {
        string lack = $"what {provider} computes is in memory of its own, on a device or beside it, that Iris neither erases nor locks nor searches";

        ILookup<string, string> missing = await MissingAsync(provider);

        Assert.Contains(lack, missing["P2"]);
        Assert.Equal(OperatingSystem.IsLinux(), missing["P4"].Contains(lack));
        Assert.Equal([lack], missing["P6"]);
        Assert.Equal([lack], missing["P7"]);
        Assert.Empty(missing["P3"]);
        Assert.Equal(
            provider == ExecutionProvider.Cuda && OperatingSystem.IsLinux(),
            missing["P1"].Contains("the files of devices that Cuda opens for writing are left out: /dev/nvidia*, /dev/dxg"));
    }

    [Fact]
    public async Task With_the_processor_no_memory_is_given_up()
    {
        ILookup<string, string> missing = await MissingAsync(ExecutionProvider.Cpu);

        Assert.DoesNotContain(missing.SelectMany(lacks => lacks), lack => lack.Contains("device", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_server_refuses_to_start_when_all_is_required_and_a_device_is_asked_for()
    {
        (int exitCode, string output, string error) = await IrisProcess.RunToEndAsync(
            "--urls=http://127.0.0.1:0", "--Iris:Privacy:Require=All", "--Iris:Inference:Provider=cuda");

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Equal(
            "Iris cannot start. Iris:Inference:Provider: with Cuda not all is enforced, as Iris:Privacy:Require asks: what Cuda computes is in memory "
            + "of its own, on a device or beside it, that Iris neither erases nor locks nor searches. Cpu enforces them",
            error.Trim());
    }

    [Fact]
    public void Landlock_leaves_open_the_devices_that_are_named_and_no_other()
    {
        Assert.SkipWhen(Platform.LandlockVersion == 0, "The kernel has no Landlock.");

        // It reaches this one thread, and nothing that it does not start.
        var opened = new List<string>();
        bool isRestricted = false;
        string[] shut = [];
        var thread = new Thread(() =>
        {
            isRestricted = Libc.ProcessControl(Libc.SetNoNewPrivileges, 1, 0, 0, 0) == 0 && Landlock.Restrict([], ["/dev/nvidia-gone", "/dev/zero"], out shut);
            opened.AddRange(((string[])["/dev/null", "/dev/zero", "/dev/full"]).Where(CanBeWrittenTo));
        });
        thread.Start();
        thread.Join();

        Assert.True(isRestricted);
        Assert.Equal(["/dev/zero"], opened);

        // One that cannot be named is one less, and the rest is confined all the same.
        Assert.Equal(["/dev/nvidia-gone"], shut);
        Assert.True(CanBeWrittenTo("/dev/null"));
    }

    [Fact]
    public void The_settings_are_read_only_where_there_are_devices_and_open_them_for_Cuda_alone()
    {
        bool hasDevices = Directory.EnumerateFiles("/dev", "nvidia*").Any() || File.Exists("/dev/dxg");
        int reads = 0;

        string[] forProcessor = DeviceFiles.Find(() => Read(ExecutionProvider.Cpu));
        string[] forCuda = DeviceFiles.Find(() => Read(ExecutionProvider.Cuda));

        Assert.Empty(forProcessor);
        Assert.Equal(hasDevices, forCuda.Length > 0);
        Assert.Equal(hasDevices ? 2 : 0, reads);

        ExecutionProvider Read(ExecutionProvider provider)
        {
            reads++;
            return provider;
        }
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda, "--Iris:Inference:Provider=cuda")]
    [InlineData(ExecutionProvider.Cpu)]
    [InlineData(ExecutionProvider.Cpu, "--Iris:Inference:Provider=a GPU")]
    public void What_the_settings_ask_for_is_known_before_the_server_is_made(ExecutionProvider expected, params string[] args) =>
        Assert.Equal(expected, IrisApplication.ReadProvider(args));

    private static bool CanBeWrittenTo(string device)
    {
        try
        {
            using FileStream file = new(device, FileMode.Open, FileAccess.Write);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    // What is missing, by invariant.
    private static async Task<ILookup<string, string>> MissingAsync(ExecutionProvider provider)
    {
        await using WebApplication app = await IrisApplication.CreateAsync(
            ["--urls=http://127.0.0.1:0", $"--Iris:Inference:Provider={provider}", "--Logging:LogLevel:Default=Warning"],
            services => services.AddSingleton(Engine.Shared));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        JsonNode report = JsonNode.Parse(await client.GetStringAsync(
            new Uri("/v1/privacy", UriKind.Relative), TestContext.Current.CancellationToken))!;
        await app.StopAsync(TestContext.Current.CancellationToken);
        return report["invariants"]!.AsArray()
            .SelectMany(invariant => invariant!["missing"]!.AsArray(), (invariant, lack) => (Id: (string)invariant!["id"]!, Lack: (string)lack!))
            .ToLookup(part => part.Id, part => part.Lack);
    }
}
