using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Iris.Server.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Iris.Server.Tests;

/// <summary>What is wrong with a configuration is found and named, for every setting that there is.</summary>
public sealed class SettingsTests
{
    /// <summary>Every option with a range: its full name, the last value at both ends, and the first one past them.</summary>
    public static TheoryData<string, string, string, string, string> Ranges =>
    [
        .. from section in ConfigurationReference.Sections
           from setting in Setting.Of(section.Path, section.Options)
           let range = setting.Property.GetCustomAttribute<RangeAttribute>()
           where range is not null
           let ends = Ends(range, Nullable.GetUnderlyingType(setting.Type) ?? setting.Type)
           select new TheoryDataRow<string, string, string, string, string>(
               setting.Path.Replace("*", "0", StringComparison.Ordinal), ends.First, ends.Last, ends.Below, ends.Above),
    ];

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_setting_is_taken_at_its_edges_and_refused_one_past_them(string path, string first, string last, string below, string above)
    {
        Assert.Empty(Errors((path, first)));
        Assert.Empty(Errors((path, last)));
        Assert.Null(GeneratedValidation(path, first));
        Assert.Null(GeneratedValidation(path, last));
        foreach (string past in (string[])[below, above])
        {
            Assert.Matches($"^{path} must be .*, not ‘{past}’\\.$", Assert.Single(Errors((path, past))));
            Assert.NotNull(GeneratedValidation(path, past));
        }
    }

    [Theory]
    [InlineData("Iris:RateLimit:Burst", "ten", "Iris:RateLimit:Burst must be a whole number from 1 to 1000000, not ‘ten’.")]
    [InlineData("Iris:RateLimit:Burst", "1.5", "Iris:RateLimit:Burst must be a whole number from 1 to 1000000, not ‘1.5’.")]
    [InlineData("Iris:RateLimit:Burst", "99999999999", "Iris:RateLimit:Burst must be a whole number from 1 to 1000000, not ‘99999999999’.")]
    [InlineData("Iris:RateLimit:Enabled", "yes", "Iris:RateLimit:Enabled must be true or false, not ‘yes’.")]
    [InlineData("Iris:Requests:HeadTimeout", "soon", "Iris:Requests:HeadTimeout must be a time from 00:00:01 to 00:10:00, not ‘soon’.")]
    [InlineData("Iris:Comparison:FalseMatchRate", "NaN", "Iris:Comparison:FalseMatchRate must be a number above 0, at most 1, not ‘NaN’.")]
    [InlineData("Iris:Privacy:Require", "Most", "Iris:Privacy:Require must be None or All, not ‘Most’.")]
    [InlineData("Iris:Privacy:Require", "2", "Iris:Privacy:Require must be None or All, not ‘2’.")]
    [InlineData("Iris:Cors:Methods", "", "Iris:Cors:Methods must not be empty.")]
    [InlineData("Iris:Fetch:Proxy", "nowhere", "Iris:Fetch:Proxy: It must be like http://proxy.example.org:3128, without a user and a path.")]
    [InlineData("Iris:Metrics:Address", "here", "Iris:Metrics:Address: ‘here’ is no address.")]
    [InlineData("Iris:Metrics:Address", "", "Iris:Metrics:Address must not be empty.")]
    [InlineData("Iris:Traces:Endpoint", "collector:4317", "Iris:Traces:Endpoint: It must be like http://localhost:4318/v1/traces, without a user.")]
    [InlineData("Iris:Traces:Endpoint", "http://me:secret@collector/", "Iris:Traces:Endpoint: It must be like http://localhost:4318/v1/traces, without a user.")]
    public void A_value_that_is_none_is_told_with_what_it_should_be(string path, string value, string error) =>
        Assert.Equal([error], Errors((path, value)));

    [Theory]
    [InlineData("Iris:RateLimit:PerSeconds", "Did you mean Iris:RateLimit:PerSecond?")]
    [InlineData("Iris:Ratelimits:PerSecond", "Did you mean Iris:RateLimit:PerSecond?")]
    [InlineData("Iris:Fetch:MaxPictureByte", "Did you mean Iris:Fetch:MaxPictureBytes?")]
    [InlineData("Iris:Something:Completely:Different", "docs/configuration.md lists them.")]
    [InlineData("Iris:RateLimit", "Did you mean Iris:RateLimit:Burst?")]
    [InlineData("Iris:RateLimit:Burst:Of", "Did you mean Iris:RateLimit:Burst?")]
    public void A_setting_that_there_is_not_is_an_error_with_the_nearest_that_there_is(string path, string hint) =>
        Assert.Equal([$"{path} is no setting. {hint}"], Errors((path, "5")));

    [Fact]
    public void Case_does_not_matter_and_settings_of_others_are_left_alone() =>
        Assert.Empty(Errors(("iris:ratelimit:PERSECOND", "7"), ("Irish:Weather", "rain"), ("Logging:LogLevel:Iris", "Debug"), ("IRIS_CONFINED", "1"), ("IRIS", "x")));

    [Fact]
    public void Lists_and_tables_of_settings_are_looked_into()
    {
        SettingSection[] sections = [new("Iris:Guests", typeof(Guests), static (_, _) => [])];
        IConfiguration configuration = Configuration(
            ("Iris:Guests:Names:0", "x"), ("Iris:Guests:Tables:1:Seats", "0"), ("Iris:Guests:Rooms:blue:Seats", "9"), ("Iris:Guests:Rooms:red:Beds", "2"));

        Assert.Equal(
            [
                "Iris:Guests:Rooms:red:Beds is no setting. Did you mean Iris:Guests:Rooms:*:Seats?",
                "Iris:Guests:Tables:1:Seats must be a whole number from 1 to 8, not ‘0’.",
                "Iris:Guests:Rooms:blue:Seats must be a whole number from 1 to 8, not ‘9’.",
            ],
            SettingsCheck.FindErrors(configuration, sections));
    }

    [Fact]
    public async Task All_options_of_the_server_are_registered_so_that_their_settings_are_known()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        var registered = (IEnumerable<SettingSection>)server.Services.GetService(typeof(IEnumerable<SettingSection>))!;

        Assert.Equal(
            ConfigurationReference.Sections.Select(section => (section.Path, section.Options)),
            registered.Select(section => (section.Path, section.Options)).OrderBy(section => section.Path, StringComparer.Ordinal));
    }

    private static string[] Errors(params (string Path, string Value)[] settings) =>
        [.. SettingsCheck.FindErrors(Configuration(settings), ConfigurationReference.Sections)];

    private static IConfiguration Configuration(params (string Path, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.ToDictionary(setting => setting.Path, string? (setting) => setting.Value))
        .Build();

    // The validator that the compiler has made must say the same: it is asked whenever options are read.
    private static string? GeneratedValidation(string path, string value)
    {
        SettingSection section = ConfigurationReference.Sections.Single(section => path.StartsWith(section.Path + ":", StringComparison.Ordinal));
        Type kind = typeof(IValidateOptions<>).MakeGenericType(section.Options);
        Type validator = section.Options.Assembly.GetType(section.Options.FullName + "Validator", throwOnError: true)!;
        object options = Configuration((path, value)).GetSection(section.Path).Get(section.Options)!;
        var result = (ValidateOptionsResult)kind.GetMethod("Validate")!.Invoke(Activator.CreateInstance(validator), ["", options])!;
        return result.FailureMessage;
    }

    private static (string First, string Last, string Below, string Above) Ends(RangeAttribute range, Type type)
    {
        (object first, object last) = (Read(range.Minimum, type), Read(range.Maximum, type));
        (object below, object above) = (Next(first, up: false), Next(last, up: true));
        (first, below) = range.MinimumIsExclusive ? (Next(first, up: true), first) : (first, below);
        (last, above) = range.MaximumIsExclusive ? (Next(last, up: false), last) : (last, above);
        return (Text(first), Text(last), Text(below), Text(above));
    }

    private static object Read(object bound, Type type) =>
        type == typeof(TimeSpan) ? TimeSpan.Parse((string)bound, CultureInfo.InvariantCulture) : Convert.ChangeType(bound, type, CultureInfo.InvariantCulture);

    private static object Next(object value, bool up) => value switch
    {
        int number => number + (up ? 1 : -1),
        long number => number + (up ? 1 : -1),
        float number => up ? MathF.BitIncrement(number) : MathF.BitDecrement(number),
        double number => up ? Math.BitIncrement(number) : Math.BitDecrement(number),
        TimeSpan time => time + TimeSpan.FromTicks(up ? 1 : -1),
        _ => throw new ArgumentException($"A range of {value.GetType()} is new to this test.", nameof(value)),
    };

    private static string Text(object value) => value is TimeSpan time
        ? time.ToString("c", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private sealed class Guests
    {
        public string[] Names { get; set; } = [];

        public IList<Table> Tables { get; } = [];

        public Dictionary<string, Table> Rooms { get; } = [];

        public int Count => Names.Length;
    }

    private sealed class Table
    {
        [Range(1, 8)]
        public int Seats { get; set; } = 1;
    }
}
