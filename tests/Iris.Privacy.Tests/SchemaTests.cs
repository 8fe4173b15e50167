using System.Reflection;
using System.Text.Json.Serialization;
using Iris.Server;
using Iris.Testing.Access;
using Microsoft.AspNetCore.Builder;
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

        Assert.Equal(["Boolean", "Int64", "InvariantReport", "String"], parts);
        Assert.Equal(["PrivacyReport", "RequestCounts"], answers.Select(answer => answer.Name).Order(StringComparer.Ordinal));
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
                "Int32 keys", "Int64 budget", "Int64 ceiling", "Int64 connections", "Int64 program", "Single threshold",
                "String exceptionType", "String invariants", "String missing", "String pack", "String packVersion", "String version",
            ],
            messages.SelectMany(message => message.GetParameters())
                .Where(parameter => parameter.ParameterType != typeof(ILogger))
                .Select(parameter => $"{parameter.ParameterType.Name} {parameter.Name}")
                .Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void There_are_no_metrics_and_no_traces()
    {
        string[] found = [.. Fields(BindingFlags.Static | BindingFlags.Instance)
            .Where(field => field.FieldType.Namespace is "System.Diagnostics.Metrics" or "System.Diagnostics" or "System.Diagnostics.Tracing")
            .Select(Name)];

        Assert.Empty(found);
    }

    [Fact]
    public void No_static_field_changes_but_those_that_are_known_to() =>
        Assert.Equal(Sorted(KnownState.InStaticFields.Keys), Names(LastingState.InStaticFields(Types)));

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

        Assert.Equal(Sorted(KnownState.InObjects.Keys), Names(LastingState.InObjects([.. singletons, .. inStaticFields])));
    }

    [Fact]
    public void A_list_that_keeps_what_was_sent_is_found()
    {
        Assert.Equal(["Leaks.Kept"], Names(LastingState.InStaticFields(Assembly.Load("Iris.LeakyServer").GetTypes())));
        Assert.Equal(["Keeper.Last", "Keeper._kept", "KeeperOfAnother.keeper"], Names(LastingState.InObjects([typeof(KeeperOfAnother)])));
    }

    private static string[] Names(IEnumerable<FieldInfo> fields) => Sorted(fields.Select(LastingState.Name).Distinct());

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    private static IEnumerable<FieldInfo> Fields(BindingFlags kind) => Types.SelectMany(type =>
        type.GetFields(kind | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));

    private static string Name(FieldInfo field) => $"{field.DeclaringType!.Name}.{field.Name}";

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
