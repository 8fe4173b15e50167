using System.CodeDom.Compiler;
using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Iris.Privacy.Tests;

/// <summary>
/// What could keep something of a request: fields that outlive it and that change, or whose content can, by their type. A field that can
/// only ever hold what it was made with is none of them.
/// </summary>
internal static class LastingState
{
    private static readonly FrozenSet<Type> Unchanging =
    [
        typeof(string), typeof(decimal), typeof(TimeSpan), typeof(Version), typeof(Type), typeof(Lock), typeof(TimeProvider), typeof(Delegate),
    ];

    /// <summary>The static fields of these types. Constants of generated code are left out.</summary>
    public static IEnumerable<FieldInfo> InStaticFields(IEnumerable<Type> types) => types
        .Where(type => !IsCacheOfLambdas(type) && !type.IsSubclassOf(typeof(JsonSerializerContext)))
        .SelectMany(type => Fields(type, BindingFlags.Static))
        .Where(field => CanKeep(field) && !IsGenerated(field) && !IsGenerated(field.DeclaringType!));

    /// <summary>The fields of objects of these types, as far as they are Iris's own, and of those that these hold.</summary>
    public static IEnumerable<FieldInfo> InObjects(IEnumerable<Type> types)
    {
        var toSee = new Queue<Type>(types.Where(IsOurs));
        var seen = new HashSet<Type>();
        while (toSee.TryDequeue(out Type? type))
        {
            if (!seen.Add(type))
            {
                continue;
            }

            if (type.BaseType is { } parent && IsOurs(parent))
            {
                toSee.Enqueue(parent);
            }

            // An object is one of those that derive from its type.
            foreach (Type derived in type.IsSealed ? [] : type.Assembly.GetTypes().Where(other => other.BaseType == type))
            {
                toSee.Enqueue(derived);
            }

            foreach (FieldInfo field in Fields(type, BindingFlags.Instance))
            {
                // What is ours is told by its own fields.
                foreach (Type held in Named(field.FieldType).Where(IsOurs))
                {
                    toSee.Enqueue(held);
                }

                if (CanKeep(field) && !(IsSetOnce(field) && IsOurs(field.FieldType)))
                {
                    yield return field;
                }
            }
        }
    }

    /// <summary>A type and what it is made of: the elements of an array, the arguments of a generic type.</summary>
    public static IEnumerable<Type> Named(Type type) => type.HasElementType
        ? Named(type.GetElementType()!)
        : [type, .. type.GetGenericArguments().SelectMany(Named)];

    /// <summary>The type and the name of a field or of the property that it is behind.</summary>
    public static string Name(FieldInfo field)
    {
        // <Property>k__BackingField, <parameter>P
        string name = field.Name[0] == '<' ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
        return $"{field.DeclaringType!.Name}.{name}";
    }

    private static bool IsOurs(Type type) =>
        !type.IsArray && !type.IsEnum && type.Assembly.GetName().Name!.StartsWith("Iris", StringComparison.Ordinal);

    private static FieldInfo[] Fields(Type type, BindingFlags kind) =>
        type.GetFields(kind | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);

    private static bool CanKeep(FieldInfo field) => !field.IsLiteral && !(IsSetOnce(field) && IsUnchanging(field.FieldType));

    // Nobody assigns the parameters of a primary constructor.
    private static bool IsSetOnce(FieldInfo field) => field.IsInitOnly || field.Name.EndsWith(">P", StringComparison.Ordinal);

    // A class of ours that nobody can derive from tells by its fields, as a value does. What a nullable holds is set with it.
    private static bool IsUnchanging(Type type) =>
        type.IsPrimitive || type.IsEnum || Unchanging.Contains(type)
        || (Nullable.GetUnderlyingType(type) is { } underlying
            ? IsUnchanging(underlying)
            : (type.IsValueType || (type.IsSealed && !type.IsArray && IsOurs(type) && type.BaseType == typeof(object)))
                && Fields(type, BindingFlags.Instance).All(field => field.FieldType != type && IsSetOnce(field) && IsUnchanging(field.FieldType)));

    // Constants of the libraries' generators.
    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(GeneratedCodeAttribute));

    // What the compiler makes of lambdas that hold nothing.
    private static bool IsCacheOfLambdas(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) && (type.Name.StartsWith("<>c", StringComparison.Ordinal) || type.Name == "<>O");
}
