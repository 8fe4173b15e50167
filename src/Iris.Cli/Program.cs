using System.CommandLine;
using System.Net.Sockets;
using Iris.Cli;
using Iris.Cli.Commands;
using Iris.Cli.Verification;
using Iris.Client;
using Iris.Models;

Command iris = IrisCommand.Create();
ParseResult result = iris.Parse(args);
if (result.Errors is [.., var error])
{
    await Console.Error.WriteLineAsync($"{error.Message.ReplaceLineEndings(" ")} See {IrisCommand.PathOf(result)} --help.");
    return ExitCode.Usage;
}

try
{
    return await result.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,

        // Interrupted, it still has servers to end and a folder to remove.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    });
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Interrupted.");
    return ExitCode.Interrupted;
}
catch (Exception exception) when (exception is CliException or VerificationException or ModelPackException or CalibrationException or IrisException
    or SocketException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(exception.Message.ReplaceLineEndings(" "));
    return ExitCode.Input;
}
catch (HttpRequestException exception)
{
    await Console.Error.WriteLineAsync($"The server does not answer as Iris does: {exception.Message.ReplaceLineEndings(" ")} Is it running there?");
    return ExitCode.Input;
}
#pragma warning disable CA1031 // Whatever it is, its user is told in a line.
catch (Exception exception)
#pragma warning restore CA1031
{
    await Console.Error.WriteLineAsync(
        $"This is a bug of iris: {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} Please report it with the command.");
    return ExitCode.Internal;
}
