using Iris.Memory;
using Iris.Server.Access;
using Iris.Server.Admission;
using Iris.Server.Comparison;
using Iris.Server.Diagnostics;
using Iris.Server.Documentation;
using Iris.Server.Fetching;
using Iris.Server.Health;
using Iris.Server.Privacy;
using Iris.Server.Problems;
using Iris.Server.Settings;
using Iris.Server.Shutdown;
using Iris.Server.Telemetry;
using Iris.Server.V1;
using Iris.Server.WebConsole;

namespace Iris.Server;

/// <summary>Puts the server together.</summary>
internal static class IrisApplication
{
    private const string DefaultUrl = "http://localhost:8080";

    /// <summary>Builds the server with its models loaded and warm: once it listens, the first request is as fast as the tenth.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Replaces services, such as the clock.</param>
    /// <exception cref="Models.ModelPackException">A model is missing or damaged.</exception>
    /// <exception cref="ExecutionProviderException">The networks cannot be computed as the settings ask.</exception>
    public static async Task<WebApplication> CreateAsync(string[] args, Action<IServiceCollection>? configure = null)
    {
        NativeHeap.ReturnLargeBlocks();
        NativeHeap.OverwriteFreedBlocks();
        LeaveThreadsBesideTheEngine();

        WebApplicationBuilder builder = CreateBuilder(args);
        builder.ListenByDefaultOn(DefaultUrl);
        WebApplication app = Build(builder, configure);
        WebApplication rehearsal = Build(Rehearsal.Configure(CreateBuilder([])), services => services.ShareEngineOf(app));

        // Each takes about as long, on a core of its own: the rehearsal's pictures are empty and do not come to the networks.
        await Task.WhenAll(Task.Run(app.WarmUpEngine), Rehearsal.RunAsync(rehearsal));
        app.AnnounceEngine();
        app.AnnounceMemory();
        return app;
    }

    /// <summary>What the settings have the networks computed by: the processor where they cannot be read, which <see cref="CreateAsync"/> tells.</summary>
    public static ExecutionProvider ReadProvider(string[] args)
    {
        try
        {
            return CreateBuilder(args).Configuration.GetSection(InferenceOptions.Section).Get<InferenceOptions>()?.Provider ?? ExecutionProvider.Cpu;
        }
#pragma warning disable CA1031 // Whatever is wrong with them.
        catch (Exception)
#pragma warning restore CA1031
        {
            return ExecutionProvider.Cpu;
        }
    }

    // Beside the program is where its settings are, wherever it is started from. They are read once: to watch their files takes a buffer
    // that is pinned for good, and what dead objects left in front of it could not be moved over.
    private static WebApplicationBuilder CreateBuilder(string[] args) => WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
        ContentRootPath = AppContext.BaseDirectory,
    });

    private static WebApplication Build(WebApplicationBuilder builder, Action<IServiceCollection>? configure)
    {
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.ForgetHeads();
            kestrel.ConfigureEndpointDefaults(static endpoint =>
            {
                endpoint.ForgetClients();
                ZeroingReader.ReadFrom(endpoint);
                endpoint.LimitConnections();
            });
        });
        builder.AddQuietLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ClientKey>();
        builder.Services.AddAccess(builder.Configuration);
        builder.Services.AddIrisCors(builder.Configuration);
        builder.Services.AddIrisRateLimit(builder.Configuration);
        builder.Services.AddCapacity(builder.Configuration);
        builder.Services.AddIrisProxy(builder.Configuration);
        builder.Services.AddRequestLimits(builder.Configuration);
        builder.Services.AddFetching(builder.Configuration);
        builder.Services.AddComparison(builder.Configuration);
        builder.Services.AddV1();
        builder.Services.AddPrivacy(builder.Configuration);
        builder.Services.AddDiagnostics();
        builder.Services.AddHealth(builder.Configuration);
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddDocumentation(builder.Configuration);
        builder.Services.AddWebConsole(builder.Configuration);
        builder.Services.AddShutdown(builder.Configuration);
        configure?.Invoke(builder.Services);

        builder.CheckSettings();
        WebApplication app = builder.Build();
        app.CheckSettingsTogether();
        app.UseTelemetry();
        app.UsePrivacy();
        app.UseSecurityHeaders();
        app.UseProblemDocuments();
        app.UseSilentErrors();
        app.UseIrisProxy();
        app.UseIrisCors();
        app.UseIdentification();
        app.UseIrisRateLimit();
        app.UseAccess();
        app.MapComparison();
        app.MapV1();
        app.MapDiagnostics();
        app.MapHealth();
        app.MapDocumentation();
        app.MapWebConsole();
        app.MapPrivacy();
        return app;
    }

    private static void ListenByDefaultOn(this WebApplicationBuilder builder, string url)
    {
        ConfigurationManager configuration = builder.Configuration;
        bool isConfigured = configuration["urls"] is not null
            || configuration["http_ports"] is not null
            || configuration["https_ports"] is not null
            || configuration.GetSection("Kestrel:Endpoints").Exists();
        if (!isConfigured)
        {
            builder.WebHost.UseUrls(url);
        }
    }

    // The engine occupies a thread for each core: give the pool as many again at once, to answer everything else meanwhile.
    private static void LeaveThreadsBesideTheEngine()
    {
        ThreadPool.GetMinThreads(out int workers, out int completions);
        ThreadPool.SetMinThreads(Math.Max(workers, Environment.ProcessorCount * 2), completions);
    }
}
