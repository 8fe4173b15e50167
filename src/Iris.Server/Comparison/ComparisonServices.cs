using Iris.Models;
using Iris.Server.Reading;
using Iris.Server.Telemetry;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Iris.Server.Comparison;

/// <summary>Registers <c>POST /compare</c> and the engine behind it.</summary>
internal static class ComparisonServices
{
    public static void AddComparison(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ComparisonOptions, ComparisonOptionsValidator>(configuration, ComparisonOptions.Section);
        services.AddValidatedOptions<MatchingOptions, MatchingOptionsValidator>(configuration, MatchingOptions.Section);
        services.AddValidatedOptions<ModelOptions, ModelOptionsValidator>(configuration, ModelOptions.Section);
        services.AddValidatedOptions<PictureOptions, PictureOptionsValidator>(configuration, PictureOptions.Section);
        services.AddValidatedOptions<InferenceOptions, InferenceOptionsValidator>(configuration, InferenceOptions.Section);
        services.AddSingleton<IValidateOptions<InferenceOptions>, NothingRequiredIsGivenUp>();
        services.AddSingleton(static provider => provider.GetRequiredService<IOptions<ModelOptions>>().Value.Open());
        services.AddSingleton(provider => FaceComparer.Load(
            provider.GetRequiredService<ModelPack>(),
            provider.GetRequiredService<IOptions<PictureOptions>>().Value.ToLimits(),
            provider.GetRequiredService<StageRecorder>().Ended,
            provider.GetRequiredService<IOptions<InferenceOptions>>().Value.Provider));
        services.AddSingleton(provider =>
        {
            ModelPack pack = provider.GetRequiredService<ModelPack>();
            string? calibration = provider.GetRequiredService<IOptions<MatchingOptions>>().Value.Calibration;
            return string.IsNullOrWhiteSpace(calibration) ? pack.FalseMatches : Calibration.ReadFor(pack, calibration);
        });
        services.AddSingleton<Thresholds>();
        services.AddSingleton<PictureReader>();
        services.AddSingleton<BodyReader>();
        services.AddSingleton<RequestIntake>();
        services.AddSingleton<MatchEndpoint>();
    }

    public static void MapComparison(this WebApplication app) =>
        app.MapPost("/compare", app.Services.GetRequiredService<MatchEndpoint>().HandleAsync)

            // The endpoint counts the body's bytes itself: Kestrel would also count the framing of chunks.
            .WithMetadata(new DisableRequestSizeLimitAttribute());

    /// <summary>Compiles the recognition pipeline.</summary>
    public static void WarmUpEngine(this WebApplication app)
    {
        app.Services.GetRequiredService<FaceComparer>().WarmUp();
        app.Services.GetRequiredService<StageTimes>().Clear();
    }

    /// <summary>Says in the log what the engine is.</summary>
    public static void AnnounceEngine(this WebApplication app)
    {
        ModelManifest models = app.Services.GetRequiredService<FaceComparer>().Models;
        Log.Ready(
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category),
            typeof(ComparisonServices).Assembly.GetName().Version!.ToString(fieldCount: 3),
            models.Name,
            models.Version,
            app.Services.GetRequiredService<Thresholds>().Default.Similarity);
    }

    /// <summary>Uses the engine that another server has loaded, which goes on owning it.</summary>
    public static void ShareEngineOf(this IServiceCollection services, WebApplication other)
    {
        services.AddSingleton(other.Services.GetRequiredService<ModelPack>());
        services.AddSingleton(other.Services.GetRequiredService<Thresholds>());
        services.AddSingleton(other.Services.GetRequiredService<FaceComparer>());
    }
}
