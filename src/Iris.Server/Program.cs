using Iris.Server;
using Iris.Server.Privacy;
using Iris.Server.Privacy.Confinement;
using Iris.Server.Settings;
using Iris.Server.Shutdown;

ProcessConfinement.Enter(() => DeviceFiles.Find(() => IrisApplication.ReadProvider(args)));
SilentCrash.Arrange();

WebApplication app;
try
{
    app = await IrisApplication.CreateAsync(args);
    app.Seal();
    await app.StartAsync();
}
catch (Exception exception)
{
    // Wrong settings, a missing model, a port in use: the operator's to mend, each told in one line.
    foreach (string error in exception is SettingsException wrong ? wrong.Errors : [exception.Message])
    {
        await Console.Error.WriteLineAsync($"Iris cannot start. {error.ReplaceLineEndings(" ")}");
    }

    return 1;
}

await using (app)
{
    await app.WaitForEndAsync();
}

return 0;
