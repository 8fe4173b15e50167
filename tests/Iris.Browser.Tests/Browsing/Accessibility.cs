using System.Text.Json;

namespace Iris.Browser.Tests.Browsing;

/// <summary>What axe-core finds wrong with a page for whoever does not see it, or sees it badly.</summary>
internal static class Accessibility
{
    private static readonly string Axe = Resource.Read("axe.min.js");

    /// <summary>
    /// Each violation with the first elements that it was found on. The script comes in by the browser's own interface for tools, past the
    /// policy of the page, which lets no script in: nothing is let in for the page itself.
    /// </summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(Axe);
        JsonElement violations = await page.EvaluateAsync<JsonElement>(
            """
            async () => {
              // Large enough for fingers: a rule of WCAG 2.2, which is off unless it is asked for.
              const { violations } = await axe.run({ rules: { 'target-size': { enabled: true } } });
              return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(node => node.html).join(' ')}`);
            }
            """);
        return [.. violations.EnumerateArray().Select(violation => violation.GetString()!)];
    }
}
