namespace Iris.Server.Settings;

/// <summary>A section of the configuration and the options that it is bound to.</summary>
/// <param name="Path">Its full name, such as <c>Iris:RateLimit</c>.</param>
/// <param name="Options">The type of the options.</param>
/// <param name="CheckFurther">Checks options by rules that no attribute states, such as those that look at other sections too.</param>
internal sealed record SettingSection(string Path, Type Options, Func<IServiceProvider, object, IEnumerable<string>> CheckFurther);
