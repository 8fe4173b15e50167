using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
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
    public void Log_messages_take_no_more_than_words_and_the_threshold()
    {
        MethodInfo[] messages = [.. Types
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null)];

        Assert.NotEmpty(messages);
        Assert.Equal(["Log"], messages.Select(message => message.DeclaringType!.Name).Distinct());
        Assert.Equal(
            ["Single threshold", "String exceptionType", "String invariants", "String missing", "String pack", "String packVersion", "String version"],
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
    public void No_static_field_changes_but_those_that_are_known_to()
    {
        string[] found = [.. Fields(BindingFlags.Static)
            .Where(field => !field.IsInitOnly && !field.IsLiteral && field.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
            .Where(field => field.DeclaringType!.GetCustomAttribute<CompilerGeneratedAttribute>() is null)
            .Select(Name)
            .Where(name => !name.Contains('<', StringComparison.Ordinal) && !name.Contains("Json.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

        Assert.Equal(["NetworkMemory._isLoading", "SensitiveMemory._leaked"], found);
    }

    private static IEnumerable<FieldInfo> Fields(BindingFlags kind) => Types.SelectMany(type =>
        type.GetFields(kind | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));

    private static string Name(FieldInfo field) => $"{field.DeclaringType!.Name}.{field.Name}";

    private static IEnumerable<Type> Parts(Type type) => type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Select(property => property.PropertyType)
        .Select(part => part is { IsGenericType: true } ? part.GetGenericArguments()[0] : part)
        .SelectMany(part => part.Assembly == Server ? [part, .. Parts(part)] : new[] { part });
}
