using Skills.Engine.Definitions;
using Skills.Engine.SkillFiles.Reading;
using Skills.Engine.SkillFiles.Sources;

namespace Skills.Engine.SkillFiles.Import;

/// <summary>Forms that are known by name and are not read, so that the finding can say what a file is.</summary>
internal sealed class UnsupportedFormat() : BuiltInFormat("unsupported", SkillFileFormat.Other)
{
    private static readonly (string Ending, string Name)[] Endings =
    [
        (".baml", "a BAML file, which holds functions"),
        (".poml", "a POML file"),
        (".mdc", "a rule of Cursor, which is no prompt of its own"),
        (".instructions.md", "an instruction file of GitHub Copilot, which is no prompt of its own"),
        (".jinja", "a Jinja template without a contract"),
        (".j2", "a Jinja template without a contract"),
        (".mustache", "a Mustache template without a contract"),
        (".hbs", "a Handlebars template without a contract"),
        (".liquid", "a Liquid template without a contract"),
    ];

    private static readonly (string Name, string What)[] Names =
    [
        ("AGENTS.md", "a guide for coding agents, which is no prompt of its own"),
        ("CLAUDE.md", "the memory of Claude Code, which is no prompt of its own"),
        ("copilot-instructions.md", "an instruction file of GitHub Copilot, which is no prompt of its own"),
        (".cursorrules", "a rule of Cursor, which is no prompt of its own"),
    ];

    public override bool Recognizes(SkillFormatFile file) => WhatIs(file) is not null;

    public override MapNode? Read(SkillFormatFile file)
    {
        file.Context.Diagnostics.Add(SkillDiagnosticCode.UnknownFormat, file.Source, 0, 1, $"'{file.FileName}' is {WhatIs(file)}. It cannot be imported. Write a .skill.yaml or .skill.md that holds its text.");
        return null;
    }

    private static string? WhatIs(SkillFormatFile file) =>
        Names.FirstOrDefault(n => string.Equals(n.Name, file.FileName, StringComparison.OrdinalIgnoreCase)).What
        ?? Endings.FirstOrDefault(e => file.EndsWith(e.Ending)).Name;
}
