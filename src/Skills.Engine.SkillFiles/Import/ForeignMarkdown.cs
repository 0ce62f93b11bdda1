using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import;

/// <summary>A Markdown file with or without front matter: its keys, and its body with line feeds.</summary>
/// <param name="Keys">The front matter; empty when there is none.</param>
/// <param name="Body">The body without the blank lines around it.</param>
internal sealed record ForeignMarkdown(ForeignKeys Keys, ScalarNode Body)
{
    /// <summary>Reads the file; null when its front matter cannot be read, which is then reported.</summary>
    public static ForeignMarkdown? Read(SourceText source, string format, ReadingContext context)
    {
        var matter = FrontMatter.Find(source);
        if (matter is null && source.Line(1).TrimEnd() == "---")
        {
            context.Diagnostics.Add(SkillDiagnosticCode.FrontMatter, source, 0, 3, "The front matter that begins here is not closed. Put a line that holds '---' only between it and the body.");
            return null;
        }

        var root = matter is null ? null : new YamlTreeReader(source, context.Diagnostics, context.Limits).Read(matter.YamlStart, matter.YamlEnd);
        if (root is not (MapNode or null))
        {
            context.Diagnostics.Add(SkillDiagnosticCode.WrongType, root, $"The front matter must be a mapping, but this is {root.TypeName}.");
        }

        return context.Diagnostics.HasErrors ? null : new(
            new(root as MapNode ?? new(source, 0, 0, []), format, context.Diagnostics),
            RoleSplitter.Raw(source, matter?.BodyStart ?? 0, source.Text.Length));
    }

    /// <summary>Begins our own form with what every file has: format version, name and description.</summary>
    public FormBuilder Begin(string format, ReadingContext context)
    {
        var form = new FormBuilder(Keys.Map).Add("skill", FormBuilder.Number("1", Keys.Map));
        form.Add("name", ForeignKeys.Slug(Keys.Text("name") ?? FormBuilder.Text(context.FileName, Keys.Map), context.Diagnostics));
        return form.Add("description", Keys.Description(format, context.FileName));
    }

    /// <summary>Adds the body as the system message, and what the caller wants as the user's.</summary>
    public void AddAsSystem(FormBuilder form)
    {
        // Prose may hold braces: it is sent as written.
        var system = new FormBuilder(Body).Add("role", "system").Add("content", PromptSection.Verbatim(Body.Text)).Build();
        var user = new FormBuilder(Body).Add("role", "user").Add("content", "{{ request }}").Build();
        var schema = new FormBuilder(Keys.Map).Add("request", "string, What the skill is to do").Build();
        form.Add("input", new FormBuilder(Keys.Map).Add("schema", schema)).Add("output", new FormBuilder(Keys.Map).Add("format", "text"));
        form.Add("messages", FormBuilder.List(Body, [system, user]));
    }
}
