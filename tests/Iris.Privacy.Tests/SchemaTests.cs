using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Iris.Server;
using Iris.Testing.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Iris.Privacy.Tests;

/// <summary>
/// Invariants P6 and P7, by what the programs are made of: nothing that an answer, a log message or a metric is made from can hold a
/// picture or an embedding, and no state outlives a request but what counts.
/// </summary>
public sealed class SchemaTests
{
    private static readonly Assembly Server = Assembly.Load("Iris.Server");
    private static readonly Type[] Types = [.. Server.GetTypes(), .. typeof(FaceComparer).Assembly.GetTypes()];

    [Fact]
    public void Answers_are_made_of_counts_and_fixed_words()
    {
        Type[] contexts = [.. Server.GetTypes().Where(type => type.IsSubclassOf(typeof(JsonSerializerContext)))];
        Type[] answers = [.. contexts.SelectMany(context => context.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)];

        string[] parts = [.. answers.SelectMany(Parts).Distinct().Select(type => type.Name).Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "AllStages", "Boolean", "Int32", "Int64", "InvariantReport", "MemoryCounts", "PictureCounts", "PlaceCounts", "RequestCounts", "StageAverage",
                "String",
            ],
            parts);
        Assert.Equal(["PrivacyReport", "ProblemDocument", "RequestCounts", "ServerStatus"], answers.Select(answer => answer.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task No_answer_that_is_documented_has_room_for_an_embedding_or_a_picture()
    {
        // What the server serves.
        await using Stream file = Server.GetManifestResourceStream("openapi.json")!;
        AnswerSchemas schemas = AnswerSchemas.Read((await JsonNode.ParseAsync(file, cancellationToken: TestContext.Current.CancellationToken))!);

        Assert.Empty(schemas.Faults);
        Assert.Equal(
            [
                "/compare 400", "/compare 408", "/compare 413", "/compare 415", "/compare 422", "/compare 503", "/stats 503",
                "/v1/compare 401 WWW-Authenticate", "/v1/faces 401 WWW-Authenticate", "/v1/privacy 401 WWW-Authenticate",
                "/v1/status 401 WWW-Authenticate", "/v1/verify 401 WWW-Authenticate", "CandidateName", "Invariant/by", "Invariant/invariant", "Invariant/missing", "Model/name",
                "Model/version", "PrivacyReport/platform", "Problem/detail", "Problem/title",
            ],
            schemas.Texts);
    }

    [Theory]
    [InlineData("""{"type":"array","items":{"type":"number"}}""", "is a list of numbers")]
    [InlineData("""{"type":"array"}""", "is a list of anything")]
    [InlineData("""{"type":"object","properties":{}}""", "has room for anything")]
    [InlineData("""{"type":"object","additionalProperties":false,"properties":{"a":{"oneOf":[{"type":"boolean"},{"type":"array","items":{"type":"integer"}}]}}}""", "is a list of numbers")]
    [InlineData("""{"type":"string","contentEncoding":"base64"}""", "has room for bytes")]
    [InlineData("""{"type":"string","format":"binary"}""", "has room for bytes")]
    [InlineData("""{}""", "has room for anything")]
    public void An_answer_that_has_room_for_an_embedding_or_a_picture_is_found(string schema, string fault)
    {
        JsonNode document = JsonNode.Parse("""{"paths":{"/a":{"get":{"responses":{"200":{"content":{"application/json":{}}}}}}}}""")!;
        document["paths"]!["/a"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"] = JsonNode.Parse(schema);

        Assert.EndsWith(fault, AnswerSchemas.Read(document).Faults.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Log_messages_take_no_more_than_words_of_the_server_and_settings()
    {
        MethodInfo[] messages = [.. Types
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null)];

        Assert.NotEmpty(messages);
        Assert.Equal(["Log"], messages.Select(message => message.DeclaringType!.Name).Distinct());
        Assert.Equal(
            [
                "EngineState state", "Int32 keys", "Int32 port", "Int64 budget", "Int64 ceiling", "Int64 connections", "Int64 program", "Single threshold",
                "String exceptionType", "String invariants", "String missing", "String pack", "String packVersion", "String version",
            ],
            messages.SelectMany(message => message.GetParameters())
                .Where(parameter => parameter.ParameterType != typeof(ILogger))
                .Select(parameter => $"{parameter.ParameterType.Name} {parameter.Name}")
                .Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Instruments_and_spans_are_made_in_one_place_each()
    {
        string[] found = [.. Fields(BindingFlags.Static | BindingFlags.Instance)
            .Where(field => LastingState.Named(field.FieldType).Any(type =>
                type.Namespace is "System.Diagnostics.Metrics" or "System.Diagnostics.Tracing"
                || type == typeof(ActivitySource) || type == typeof(Activity) || type == typeof(DiagnosticSource)))
            .Select(field => Outermost(field.DeclaringType!).Name)
            .Distinct()
            .Order(StringComparer.Ordinal)];
        string[] makers = [.. Types
            .Where(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Any(constructor => constructor.GetParameters().Any(parameter => parameter.ParameterType == typeof(IMeterFactory))))
            .Select(type => type.Name)];

        // TelemetryServices holds the span of a request for as long as that takes.
        Assert.Equal(["IrisMetrics", "IrisTraces", "TelemetryServices"], found);
        Assert.Equal(["IrisMetrics"], makers);
    }

    [Fact]
    public void Metrics_and_spans_take_no_text()
    {
        Type[] closed = [typeof(Endpoint), typeof(Activity), typeof(TimeSpan), Server.GetType("Iris.Server.Problems.Problem", throwOnError: true)!];
        Type[] recorders = [.. Server.GetTypes().Where(type => type.Name is "IrisMetrics" or "IrisTraces" or "StageRecorder")];

        Assert.Equal(3, recorders.Length);
        Assert.All(
            recorders.SelectMany(type => type.GetMethods(
                BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)).SelectMany(method => method.GetParameters()),
            parameter => Assert.True(
                parameter.ParameterType.IsEnum || closed.Contains(parameter.ParameterType), $"{parameter.Member.Name} takes {parameter}."));
    }

    [Fact]
    public void No_static_field_changes_but_those_that_are_known_to() =>
        AssertKnown(KnownState.InStaticFields.Keys, LastingState.InStaticFields(Types));

    [Fact]
    public async Task No_object_that_outlives_a_request_changes_but_in_what_is_known()
    {
        using var files = new AccessFiles();
        using var authority = new CertificateAuthority();
        files.WriteKeys(AccessFiles.CreateKey("a").Entry);
        string[] args =
        [
            "--urls=http://127.0.0.1:0", $"--{files.KeySetting}",
            "--Iris:Access:Jwt:Authority=https://login.test", "--Iris:Access:Jwt:Audience=iris",
            $"--Iris:Access:ClientCertificates:TrustedRoots={files.Write("roots.pem", authority.Pem)}",
        ];
        IServiceCollection services = null!;
        await using WebApplication app = await IrisApplication.CreateAsync(args, registered => services = registered);
        IEnumerable<Type> singletons = services
            .Where(service => service.Lifetime == ServiceLifetime.Singleton && !service.ServiceType.ContainsGenericParameters)
            .SelectMany(service => app.Services.GetServices(service.ServiceType))
            .Select(service => service!.GetType());
        IEnumerable<Type> inStaticFields = LastingState.InStaticFields(Types).SelectMany(field => LastingState.Named(field.FieldType));

        AssertKnown(KnownState.InObjects.Keys, LastingState.InObjects([.. singletons, .. inStaticFields]));
    }

    [Fact]
    public void A_list_that_keeps_what_was_sent_is_found()
    {
        Assert.Equal(["Leaks.Kept"], Names(LastingState.InStaticFields(Assembly.Load("Iris.LeakyServer").GetTypes())));
        Assert.Equal(["Keeper.Last", "Keeper._kept", "KeeperOfAnother.keeper"], Names(LastingState.InObjects([typeof(KeeperOfAnother)])));
    }

    // Tells all that is new and all that is gone, not the first of it.
    private static void AssertKnown(IEnumerable<string> known, IEnumerable<FieldInfo> found)
    {
        string[] names = Names(found);
        string[] differences =
        [
            .. names.Except(known).Select(name => $"{name} is not in {nameof(KnownState)}"),
            .. known.Except(names).Select(name => $"{name} is in {nameof(KnownState)} and not there"),
        ];
        Assert.True(differences.Length == 0, string.Join(Environment.NewLine, differences));
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string[] Names(IEnumerable<FieldInfo> fields) => Sorted(fields.Select(LastingState.Name).Distinct());

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    private static IEnumerable<FieldInfo> Fields(BindingFlags kind) => Types.SelectMany(type =>
        type.GetFields(kind | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));

    private static IEnumerable<Type> Parts(Type type) => type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Select(property => property.PropertyType)
        .Select(part => part is { IsGenericType: true } ? part.GetGenericArguments()[0] : part)
        .SelectMany(part => part.Assembly == Server ? [part, .. Parts(part)] : new[] { part });

    private sealed class KeeperOfAnother(Lazy<Keeper> keeper)
    {
        public override string ToString() => keeper.ToString()!;
    }

    private sealed class Keeper
    {
        private readonly List<byte[]> _kept = [];

        public string? Last { get; set; }

        public override string ToString() => $"{_kept.Count}";
    }
}
