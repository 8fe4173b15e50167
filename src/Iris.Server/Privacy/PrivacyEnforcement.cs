using Iris.Server.Comparison;
using Iris.Server.Privacy.Confinement;
using Microsoft.Extensions.Options;

namespace Iris.Server.Privacy;

/// <summary>Puts the enforcement of privacy into force, and tells what is.</summary>
internal static class PrivacyEnforcement
{
    /// <summary>Maps <c>GET /v1/privacy</c>.</summary>
    public static void MapPrivacy(this WebApplication app) => app.MapPolled("/v1/privacy", static context =>
        context.Response.WriteAsJsonAsync(Inspect(context.RequestServices), PrivacyJson.Default.PrivacyReport));

    /// <summary>
    /// Has the kernel close the process to what serving does not need, and logs what is enforced from then on. It concerns the whole
    /// process, and for good.
    /// </summary>
    /// <exception cref="PrivacyRequirementException">Something that the operator requires is missing.</exception>
    public static void Seal(this WebApplication app)
    {
        PrivacyOptions options = app.Services.GetRequiredService<IOptions<PrivacyOptions>>().Value;
        AccessTimes.Renew();
        ProcessConfinement.Seal(options.AllowInspection, DeviceFiles.AreLeftOpenFor(ProviderOf(app.Services)));

        PrivacyReport report = Inspect(app.Services);
        string missing = string.Join("; ", report.Invariants
            .Where(invariant => !invariant.Enforced)
            .Select(invariant => $"{invariant.Id}: {string.Join(", ", invariant.Missing)}"));
        if (options.Require == PrivacyRequirement.All && !report.AllEnforced)
        {
            throw new PrivacyRequirementException(missing);
        }

        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(Log.Category);
        Log.PrivacyEnforced(logger, string.Join(", ", report.Invariants.Where(invariant => invariant.Enforced).Select(invariant => invariant.Id)));
        if (!report.AllEnforced)
        {
            Log.PrivacyMissing(logger, missing);
        }

        // What the start has left, 40 MB of it, is erased and given back as what a request leaves is.
        app.Services.GetRequiredService<IdleScrub>().NoteEnd();
    }

    private static PrivacyReport Inspect(IServiceProvider services) =>
        PrivacyInspector.Inspect(services.GetRequiredService<ListeningSockets>(), ProviderOf(services));

    private static ExecutionProvider ProviderOf(IServiceProvider services) => services.GetRequiredService<IOptions<InferenceOptions>>().Value.Provider;
}
