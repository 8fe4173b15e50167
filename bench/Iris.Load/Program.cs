using System.Globalization;
using Iris.Load;
using Iris.Load.Soak;
using Iris.Load.Speed;

switch (args)
{
    case ["privacy", .. { Length: <= 1 } rounds]:
        await PairedThroughput.MeasurePrivacyAsync(rounds is [string number] ? int.Parse(number, CultureInfo.InvariantCulture) : 10);
        return 0;

    case ["change", string other, .. { Length: <= 1 } rounds]:
        await PairedThroughput.MeasureChangeAsync(other, rounds is [string count] ? int.Parse(count, CultureInfo.InvariantCulture) : 10);
        return 0;

    case ["overload", .. { Length: <= 1 } seconds]:
        await Overload.MeasureAsync(
            TimeSpan.FromSeconds(seconds is [string each] ? double.Parse(each, CultureInfo.InvariantCulture) : 15));
        return 0;

    case ["speed", .. string[] rest]:
        return await SpeedRun.RunAsync(rest);

    case ["soak", .. { Length: <= 1 } minutes]:
        return await SoakRun.RunAsync(
            TimeSpan.FromMinutes(minutes is [string duration] ? double.Parse(duration, CultureInfo.InvariantCulture) : 30));

    default:
        Console.Error.WriteLine("""
            Usage: Iris.Load privacy [ROUNDS]   what privacy costs: the server beside one without, in turn
                   Iris.Load change PROGRAM [ROUNDS] what a change costs: the server beside another build of it, in turn
                   Iris.Load overload [SECONDS] what happens when more is asked than the server can do
                   Iris.Load speed [--quick] [--server PROGRAM] [CASE...]
                                                what the server takes beside the networks alone, against the goals
                   Iris.Load soak [MINUTES]     good, bad, huge, slow and disconnecting clients side by side
            """);
        return 2;
}
