namespace Skills.Tests;

/// <summary>
/// Finds test data: in the folder named by <c>SKILLS_SUITES</c>, in <c>shared/suites</c> next to the repository, in the
/// repository's own <c>tests/suites</c>, or where <c>.ci/suites</c> puts what it fetches.
/// </summary>
internal static class Suites
{
    private static readonly string[] InRepository = [Path.Combine("tests", "suites"), Path.Combine("artifacts", "suites")];

    private static string Beside => Path.Combine("shared", "suites");

    /// <summary>Returns the path of a file or folder in the data. A test without its data is skipped. With <c>CI=true</c> it fails if the folder for such data exists.</summary>
    public static string PathOf(string name)
    {
        if (Roots().Select(root => Path.Combine(root, name)).FirstOrDefault(Path.Exists) is { } path)
        {
            return path;
        }

        var message = $"No test data: {name} is in none of SKILLS_SUITES, shared/suites next to the repository, tests/suites and artifacts/suites. Run .ci/suites.";
        if (Environment.GetEnvironmentVariable("CI") == "true" && External().Any())
        {
            Assert.Fail(message);
        }

        Assert.Skip(message);
        return "";
    }

    private static IEnumerable<string> Roots() =>
        External().Concat(Above().SelectMany(static folder => InRepository.Select(name => Path.Combine(folder, name))).Where(Directory.Exists));

    private static IEnumerable<string> External() =>
        Environment.GetEnvironmentVariable("SKILLS_SUITES") is { Length: > 0 } folder
            ? [folder]
            : Above().Select(static folder => Path.Combine(folder, Beside)).Where(Directory.Exists);

    private static IEnumerable<string> Above()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            yield return directory.FullName;
        }
    }
}
