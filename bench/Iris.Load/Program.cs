using Iris.Load;

if (args is not ["privacy", .. string[] rest] || rest.Length > 1)
{
    Console.Error.WriteLine("Usage: Iris.Load privacy [ROUNDS]   what privacy costs: the server beside one without, in turn");
    return 2;
}

await PrivacyCost.MeasureAsync(rest is [string rounds] ? int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture) : 10);
return 0;
