using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;
using Skills.Jinja;

namespace Skills.Engine.SkillFiles.Checks;

/// <summary>Finds what cannot be parsed in a template: every unknown filter and test, and otherwise the first fault.</summary>
internal static partial class TemplateSyntax
{
    // A template full of unknown filters is no template.
    private const int MostFilters = 20;

    /// <summary>Reports what is wrong.</summary>
    /// <param name="template">A text or an expression.</param>
    /// <param name="environment">What it may use.</param>
    /// <param name="diagnostics">Takes the findings.</param>
    public static void Check(TemplateText template, JinjaEnvironment environment, DiagnosticList diagnostics)
    {
        var text = template.Node.Text;
        if (!template.IsExpression)
        {
            Halves(template.Node, diagnostics);
        }

        for (var i = 0; i < MostFilters; i++)
        {
            try
            {
                Unknown(template.IsExpression ? environment.CompileExpression(text).FindUnknownFilters() : environment.Parse(text).FindUnknownFilters(), template.Node, diagnostics);
                return;
            }
            catch (JinjaException e) when (UnknownFilter().Match(e.Reason) is { Success: true } match && Known(text, e, match) is { } rest)
            {
                // Parsing ends at the first filter it does not know; without its name it goes on to the next.
                Named(e, template.Node, match.Groups["name"].Value, diagnostics);
                text = rest;
            }
            catch (JinjaException e)
            {
                Fault(e, template.Node, diagnostics);
                return;
            }
        }
    }

    // A brace by itself, or the end of a block. Most templates have neither, and the pattern takes long to build.
    private static bool MayHaveHalves(string text)
    {
        for (var at = text.IndexOf('{', StringComparison.Ordinal); at >= 0; at = text.IndexOf('{', at + 1))
        {
            if ((at == 0 || text[at - 1] != '{') && (at + 1 == text.Length || text[at + 1] is not ('{' or '%')))
            {
                return true;
            }
        }

        return text.Contains("%}", StringComparison.Ordinal);
    }

    // A tag that lost its first brace is text; nothing but its look tells that it was meant.
    private static void Halves(ScalarNode node, DiagnosticList diagnostics)
    {
        if (!MayHaveHalves(node.Text))
        {
            return;
        }

        foreach (Match match in Half().Matches(node.Text))
        {
            var half = match.Groups["half"];
            diagnostics.Add(
                SkillDiagnosticCode.TemplateSyntax with { Severity = DiagnosticSeverity.Warning }, node.Source, ScalarPlaces.Of(node, half.Index), half.Length,
                $"'{half.Value}' is printed as written. If it is to be a tag, a '{{' is missing before it.");
        }
    }

    private static void Unknown(IReadOnlyList<JinjaException> filters, ScalarNode node, DiagnosticList diagnostics)
    {
        foreach (var filter in filters)
        {
            Named(filter, node, UnknownFilter().Match(filter.Reason).Groups["name"].Value, diagnostics);
        }
    }

    private static void Fault(JinjaException fault, ScalarNode node, DiagnosticList diagnostics)
    {
        if (Unclosed().Match(fault.Reason) is { Success: true } match && match.Groups["name"].Value is var tag && OpenTag(node.Text, tag) is { } open)
        {
            var at = ScalarPlaces.Of(node, open.Index);
            diagnostics.Add(SkillDiagnosticCode.TemplateSyntax, node.Source, at, open.Length, $"This '{tag}' is not closed before the template ends. Add {{% end{tag} %}}.");
            return;
        }

        diagnostics.Add(SkillDiagnosticCode.TemplateSyntax, node.Source, ScalarPlaces.Of(node, fault.Line, fault.Column), 1, fault.Reason + Hint(fault));
    }

    private static void Named(JinjaException fault, ScalarNode node, string name, DiagnosticList diagnostics)
    {
        var at = NameAt(node.Text, fault, name) is { } index ? ScalarPlaces.Of(node, index) : ScalarPlaces.Of(node, fault.Line, fault.Column);
        diagnostics.Add(SkillDiagnosticCode.TemplateSyntax, node.Source, at, name.Length, fault.Reason + Hint(fault));
    }

    private static string Hint(JinjaException fault) => fault.Suggestion is { } nearest ? $" Did you mean '{nearest}'?" : "";

    // The same text with a name that every template knows in its place, and all else where it was.
    private static string? Known(string text, JinjaException fault, Match unknown)
    {
        var name = unknown.Groups["name"].Value;
        var known = unknown.Groups["kind"].Value == "test" ? "eq" : "e";
        return name.Length >= known.Length && NameAt(text, fault, name) is { } at
            ? string.Concat(text.AsSpan(0, at), known.PadRight(name.Length), text.AsSpan(at + name.Length))
            : null;
    }

    // The place of a test is its 'is'; the name follows.
    private static int? NameAt(string text, JinjaException fault, string name)
    {
        var start = 0;
        for (var i = 1; i < fault.Line; i++)
        {
            start = text.IndexOf('\n', start) + 1;
            if (start == 0)
            {
                return null;
            }
        }

        start += Math.Max(0, fault.Column - 1);
        var at = start < text.Length ? text.IndexOf(name, start, StringComparison.Ordinal) : -1;
        return at >= 0 ? at : null;
    }

    // The innermost tag of this name that nothing closes.
    private static (int Index, int Length)? OpenTag(string text, string name)
    {
        var open = new Stack<(int Index, int Length)>();
        foreach (Match tag in Tag().Matches(text))
        {
            var word = tag.Groups["word"].Value;
            if (word == name)
            {
                open.Push((tag.Index, tag.Length));
            }
            else if (word == "end" + name)
            {
                open.TryPop(out _);
            }
        }

        return open.TryPeek(out var last) ? last : null;
    }

    [GeneratedRegex(@"(^|[^{])(?<half>\{\s*[A-Za-z_][\w.]*(\s*\|[^{}:]*)?\s*\}\}|%-?\s+(if|elif|else|endif|for|endfor|set|include|macro|endmacro)\b[^%{}]*%\})([^}]|$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Half();

    [GeneratedRegex("^No (?<kind>filter|test) named '(?<name>[^']+)'", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex UnknownFilter();

    [GeneratedRegex("^Unexpected end of template.* block that needs to be closed is '(?<name>[a-z]+)'", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Unclosed();

    [GeneratedRegex(@"\{%[-+]?\s*(?<word>[a-z]+)[^%]*%\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();
}
