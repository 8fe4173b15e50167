using Iris.Models;
using Iris.Server;
using Microsoft.Extensions.Options;

try
{
    await using WebApplication app = await IrisApplication.CreateAsync(args);
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is ModelPackException or OptionsValidationException or IOException
    || exception.Source == "Microsoft.Extensions.Configuration.Binder")
{
    // A missing model, a wrong setting, a port in use: the operator's to mend, told in one line.
    await Console.Error.WriteLineAsync($"Iris cannot start. {exception.Message}");
    return 1;
}
