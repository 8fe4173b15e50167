using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace Iris.Server.Settings;

/// <summary>Finds everything that is wrong with the configuration at once, and names each setting as the operator wrote it.</summary>
internal static class SettingsCheck
{
    private const string Root = "Iris";

    /// <summary>Checks each setting by itself, before anything is made from the configuration.</summary>
    /// <exception cref="SettingsException">Something is wrong.</exception>
    public static void CheckSettings(this WebApplicationBuilder builder) => ThrowIfAny(
        FindErrors(builder.Configuration, [.. builder.Services.Select(static service => service.ImplementationInstance).OfType<SettingSection>()]));

    /// <summary>Checks by rules that look at several settings, which would only repeat what is wrong with a single one.</summary>
    /// <exception cref="SettingsException">Something is wrong.</exception>
    public static void CheckSettingsTogether(this WebApplication app) => ThrowIfAny(app.Services.GetServices<SettingSection>()
        .SelectMany(section => section.CheckFurther(app.Services, Bind(app.Configuration, section))));

    /// <summary>What is wrong with single settings: names that there are not, values that are none or out of range.</summary>
    public static IEnumerable<string> FindErrors(IConfiguration configuration, IReadOnlyCollection<SettingSection> sections) =>
    [
        .. FindUnknown(configuration, [.. sections.SelectMany(static section => Setting.Of(section.Path, section.Options))]),
        .. sections.SelectMany(section => FindErrors(configuration.GetSection(section.Path), Activator.CreateInstance(section.Options)!)),
    ];

    private static void ThrowIfAny(IEnumerable<string> errors)
    {
        string[] all = [.. errors];
        if (all.Length > 0)
        {
            throw new SettingsException(all);
        }
    }

    private static object Bind(IConfiguration configuration, SettingSection section) =>
        configuration.GetSection(section.Path).Get(section.Options) ?? Activator.CreateInstance(section.Options)!;

    private static IEnumerable<string> FindUnknown(IConfiguration configuration, IReadOnlyCollection<Setting> known)
    {
        // Not the root itself: a variable of the environment with just this name is somebody else's.
        foreach (string path in configuration.GetSection(Root).GetChildren().SelectMany(Leaves).Where(path => !known.Any(setting => setting.IsAt(path))))
        {
            Setting nearest = known.MinBy(setting => Spelling.Distance(path, setting.Path))!;
            bool isNear = Spelling.Distance(path, nearest.Path) <= Spelling.Near;
            yield return $"{path} is no setting." + (isNear ? $" Did you mean {nearest.Path}?" : " docs/configuration.md lists them.");
        }
    }

    // Those that have a value. An empty list in a file is one too, with the empty text.
    private static IEnumerable<string> Leaves(IConfigurationSection section) =>
        [.. section.Value is null ? (string[])[] : [section.Path], .. section.GetChildren().SelectMany(Leaves)];

    private static List<string> FindErrors(IConfigurationSection section, object defaults)
    {
        var errors = new List<string>();
        foreach (PropertyInfo property in Setting.PropertiesOf(defaults.GetType()))
        {
            IConfigurationSection part = section.GetSection(property.Name);
            Type? element = Setting.ElementOf(property.PropertyType);
            if (Setting.IsValue(property.PropertyType))
            {
                errors.AddRange(FindErrors(part, property, property.PropertyType, property.GetValue(defaults)));
            }
            else if (element is not null && Setting.IsValue(element))
            {
                errors.AddRange(part.GetChildren().SelectMany(child => FindErrors(child, property, element, value: null)));
            }
            else
            {
                errors.AddRange((element is null ? [part] : part.GetChildren())
                    .SelectMany(child => FindErrors(child, Activator.CreateInstance(element ?? property.PropertyType)!)));
            }
        }

        // Its own rules expect values that are each right by itself.
        if (errors.Count == 0 && defaults is IValidatableObject)
        {
            var options = (IValidatableObject)(section.Get(defaults.GetType()) ?? defaults);
            errors.AddRange(options.Validate(new ValidationContext(options)).Select(result => Sentence(section.Path, result)));
        }

        return errors;
    }

    private static IEnumerable<string> FindErrors(IConfigurationSection section, PropertyInfo property, Type type, object? value)
    {
        if (section.Value is { } text)
        {
            try
            {
                value = section.Get(type);
            }
            catch (InvalidOperationException)
            {
                return [Wrong(section, property)];
            }
        }

        return property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)).Select(rule => rule switch
        {
            RangeAttribute or EnumDataTypeAttribute => Wrong(section, property),
            RequiredAttribute => $"{section.Path} must not be empty.",
            _ => $"{section.Path}: {rule.FormatErrorMessage(property.Name)}",
        });
    }

    // A number, a time or a word of a list: none of them is a secret that must not be printed.
    private static string Wrong(IConfigurationSection section, PropertyInfo property) =>
        $"{section.Path} must be {Setting.Describe(property)}" + (section.Value is { } text ? $", not ‘{text}’." : ".");

    private static string Sentence(string section, ValidationResult result) =>
        $"{string.Join(", ", result.MemberNames.Select(name => $"{section}:{name}").DefaultIfEmpty(section))}: {result.ErrorMessage}";
}
