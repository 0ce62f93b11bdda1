namespace Skills.Architecture.Tests;

/// <summary>The projects of the product and the directions between them.</summary>
internal static class Layers
{
    /// <summary>What each project may reference in its project file. A project that is missing on disk is no fault. A project that is missing here is one.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> MayReference = new Dictionary<string, string[]>
    {
        ["Skills.Jinja"] = [],
        ["Skills.JsonSchema"] = [],
        ["Skills.Replies"] = ["Skills.JsonSchema"],
        ["Skills.Engine"] = ["Skills.Jinja", "Skills.JsonSchema", "Skills.Replies"],
        ["Skills.Engine.SkillFiles"] = ["Skills.Engine"],
        ["Skills.Engine.Providers"] = ["Skills.Engine"],
        ["Skills.Engine.Redis"] = ["Skills.Engine"],
        ["Skills.Engine.ExecutionLogs"] = ["Skills.Engine"],
        ["Skills.Engine.AspNetCore"] = ["Skills.Engine", "Skills.Engine.SkillFiles"],
        ["Skills.Engine.Dashboard"] = ["Skills.Engine.AspNetCore"],
        ["Skills.Engine.Evaluation"] = ["Skills.Engine", "Skills.Engine.SkillFiles"],
        ["Skills.Engine.Batches"] = ["Skills.Engine"],
        ["Skills.Engine.Generators"] = [],
        ["Skills.Engine.Testing"] = ["Skills.Engine", "Skills.Engine.SkillFiles"],
        ["Skills.Engine.JsonSchemaNet"] = ["Skills.Engine"],
        ["Skills"] = ["Skills.Engine", "Skills.Engine.SkillFiles", "Skills.Engine.Providers"],
        ["Skills.Cli"] =
        [
            "Skills.Engine", "Skills.Engine.SkillFiles", "Skills.Engine.Providers", "Skills.Engine.Redis", "Skills.Engine.ExecutionLogs",
            "Skills.Engine.AspNetCore", "Skills.Engine.Dashboard", "Skills.Engine.Evaluation", "Skills.Engine.Batches", "Skills.Engine.Testing",
            "Skills.Engine.JsonSchemaNet",
        ],
    };

    /// <summary>Projects that reference no package.</summary>
    public static readonly string[] GroundFloor = ["Skills.Jinja", "Skills.JsonSchema", "Skills.Replies"];

    /// <summary>The only projects that reference StackExchange.Redis.</summary>
    public static readonly string[] RedisProjects = ["Skills.Engine.Redis"];

    /// <summary>Folders of the providers project that every provider may use.</summary>
    public static readonly string[] SharedProviderFolders = ["", "Http"];

    /// <summary>Files outside Skills.JsonSchema that translate a schema to or from another dialect, and so name its keywords.</summary>
    public static readonly string[] Translators =
    [
    ];

    /// <summary>Pairs of rooms that refer to each other both ways, each with the reason. An entry that is no longer needed fails the test.</summary>
    public static readonly KnownCircle[] KnownCircles =
    [
    ];

    /// <summary>Internal types that are still in a root namespace, as <c>project: type</c>. An entry that is no longer needed fails the test.</summary>
    public static readonly string[] KnownRootInternals =
    [
    ];
}
