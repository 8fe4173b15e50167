using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Iris.Server.Settings;

/// <summary>A setting: a property of options that the configuration can set.</summary>
/// <param name="Path">Its full name, such as <c>Iris:RateLimit:Burst</c>. Where there may be any number, <c>*</c> stands for each.</param>
/// <param name="Property">The property.</param>
internal sealed record Setting(string Path, PropertyInfo Property)
{
    private const string Any = "*";

    /// <summary>The type of the value, which is a single one.</summary>
    public Type Type => ElementOf(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>All settings of options, those of the options in them included.</summary>
    /// <param name="path">The full name of their section.</param>
    /// <param name="options">Their type.</param>
    public static IEnumerable<Setting> Of(string path, Type options) => PropertiesOf(options).SelectMany(property =>
    {
        Type type = property.PropertyType;
        string name = $"{path}:{property.Name}" + (ElementOf(type) is null ? "" : $":{Any}");
        return IsValue(ElementOf(type) ?? type) ? [new Setting(name, property)] : Of(name, ElementOf(type) ?? type);
    });

    /// <summary>The properties that the configuration can set.</summary>
    public static IEnumerable<PropertyInfo> PropertiesOf(Type options) => options
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(static property => property.SetMethod is { IsPublic: true } || (property.GetMethod is not null && property.SetMethod is null
            && ElementOf(property.PropertyType) is not null && IsAutomatic(property)));

    /// <summary>The type of a list's or a table's elements; null for what is neither.</summary>
    public static Type? ElementOf(Type type) => type switch
    {
        { IsArray: true } => type.GetElementType(),
        { IsGenericType: true } when Nullable.GetUnderlyingType(type) is null => type.GetGenericArguments()[^1],
        _ => null,
    };

    /// <summary>Whether a setting of this type is a single text.</summary>
    public static bool IsValue(Type type) => TypeDescriptor.GetConverter(type).CanConvertFrom(typeof(string));

    /// <summary>Whether a full name in the configuration is this setting's.</summary>
    public bool IsAt(string path)
    {
        string[] known = Path.Split(':');
        string[] asked = path.Split(':');

        // A list without elements stands there with an empty text.
        bool isOfThisLength = known.Length == asked.Length || (known[^1] == Any && known.Length == asked.Length + 1);
        return isOfThisLength
            && known.Zip(asked).All(static part => part.First == Any || part.First.Equals(part.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Says what a value has to be, as in “must be a whole number from 1 to 10”.</summary>
    public static string Describe(PropertyInfo property)
    {
        Type type = ElementOf(property.PropertyType) ?? property.PropertyType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        string kind = type switch
        {
            { IsEnum: true } => string.Join(" or ", Enum.GetNames(type)),
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(TimeSpan) => "a time",
            _ when type == typeof(float) || type == typeof(double) => "a number",
            _ when type.IsPrimitive => "a whole number",
            _ when type == typeof(Uri) => "a URL",
            _ => "a text",
        };
        return property.GetCustomAttribute<RangeAttribute>() is { } range ? $"{kind} {Describe(range)}" : kind;
    }

    // As it is to be written in a setting.
    private static string Describe(RangeAttribute range) =>
        (range.MinimumIsExclusive ? $"above {Text(range.Minimum)}," : $"from {Text(range.Minimum)}")
        + (range.MaximumIsExclusive ? $" below {Text(range.Maximum)}" : range.MinimumIsExclusive ? $" at most {Text(range.Maximum)}" : $" to {Text(range.Maximum)}");

    private static string Text(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture)!;

    // A list that is made with its options is filled, one that is computed from them is none of the settings.
    private static bool IsAutomatic(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;
}
