using System.CommandLine;
using System.Net.Sockets;
using Iris.Cli;
using Iris.Cli.Commands;
using Iris.Cli.Output;
using Iris.Cli.Verification;
using Iris.Client;
using Iris.Codecs;
using Iris.Models;

ParseResult result = IrisCommand.Parse(args);
if (IrisCommand.WrongIn(result) is { } wrong)
{
    await Terminal.ComplainAsync($"{wrong} See {IrisCommand.PathOf(result)} --help.");
    return ExitCode.Usage;
}

try
{
    return await result.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,

        // Interrupted, it may still have servers to end and a folder to remove.
        ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
    });
}
catch (OperationCanceledException exception) when (exception.InnerException is not TimeoutException)
{
    await Terminal.ComplainAsync("Interrupted.");
    return ExitCode.Interrupted;
}
catch (OperationCanceledException)
{
    await Terminal.ComplainAsync("The server takes too long to answer: look at its load, and try again.");
    return ExitCode.Input;
}
catch (IrisException exception)
{
    await Terminal.ComplainAsync(ServerOption.Explain(exception));
    return ExitCode.Input;
}
catch (HttpRequestException exception)
{
    await Terminal.ComplainAsync($"The server cannot be reached, or is not Iris: {exception.Message.TrimEnd('.')}. Check that it runs there.");
    return ExitCode.Input;
}
catch (Exception exception) when (exception is CliException or VerificationException or ModelPackException or CodecModuleException or CalibrationException
    or IOException or SocketException or UnauthorizedAccessException)
{
    await Terminal.ComplainAsync(exception.Message);
    return ExitCode.Input;
}
#pragma warning disable CA1031 // Whatever it is, its user is told in a line.
catch (Exception exception)
#pragma warning restore CA1031
{
    await Terminal.ComplainAsync($"This is a bug of iris: {exception.GetType().Name}: {exception.Message} Please report it with the command.");
    return ExitCode.Internal;
}
