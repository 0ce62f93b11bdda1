using Skills.Jinja.Text;

namespace Skills.Jinja.Syntax;

/// <summary>The names of tags.</summary>
internal static class TagNames
{
    /// <summary>The tags that are always known.</summary>
    internal static readonly string[] Own = ["for", "if", "block", "extends", "macro", "include", "from", "import", "set", "with", "autoescape", "call", "filter", "print", "raw"];

    /// <summary>The tags that an option allows.</summary>
    internal static readonly string[] Optional = ["do", "break", "continue", "generation", "trans"];

    // Tags that only stand inside another one.
    private static readonly string[] Inner = ["else", "elif", "pluralize"];

    /// <summary>Whether a tag of the host may have a name: it must not be taken for one of Jinja's.</summary>
    internal static bool IsFree(string name) =>
        PythonText.IsIdentifier(name) && !name.StartsWith("end", StringComparison.Ordinal) && !Own.Contains(name) && !Optional.Contains(name) && !Inner.Contains(name);
}
