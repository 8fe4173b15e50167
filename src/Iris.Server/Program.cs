using Iris.Server;
using Iris.Server.Privacy;
using Iris.Server.Privacy.Confinement;
using Iris.Server.Shutdown;

ProcessConfinement.Enter();
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
    // A missing model, a wrong setting, a port in use: the operator's to mend, told in one line.
    await Console.Error.WriteLineAsync($"Iris cannot start. {exception.Message.ReplaceLineEndings(" ")}");
    return 1;
}

await using (app)
{
    await app.WaitForEndAsync();
}

return 0;
