using System.Globalization;
using System.Runtime.CompilerServices;

namespace Skills.Tests;

/// <summary>Runs every test in a culture whose signs, separators and calendar differ from those of English, so that text that depends on the culture fails.</summary>
internal static class TestCulture
{
    /// <summary>Names another culture; empty for the invariant one.</summary>
    private const string Variable = "SKILLS_TEST_CULTURE";

    [ModuleInitializer]
    internal static void Set()
    {
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo(Environment.GetEnvironmentVariable(Variable) ?? "ar-SA");
        }
        catch (CultureNotFoundException)
        {
            // Without ICU there is the invariant culture only.
        }
    }
}
