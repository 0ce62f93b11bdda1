namespace Skills.Architecture.Tests;

/// <summary>The projects of the product and the directions between them.</summary>
internal static class Layers
{
    /// <summary>What each project may reference in its project file. A project that is missing on disk is no fault. A project that is missing here is one.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> MayReference = new Dictionary<string, string[]>
    {
        ["Skills.Jinja"] = [],
        ["Skills.Json"] = [],
        ["Skills.JsonSchema"] = [],
        ["Skills.Replies"] = ["Skills.JsonSchema"],
        ["Skills.Engine.Abstractions"] = ["Skills.Json", "Skills.JsonSchema", "Skills.Replies"],
        ["Skills.Engine.BuiltInRules"] = ["Skills.Engine.Abstractions", "Skills.Jinja"],
        ["Skills.Engine"] = ["Skills.Engine.Abstractions", "Skills.Engine.BuiltInRules", "Skills.Jinja", "Skills.Json", "Skills.JsonSchema", "Skills.Replies"],
        ["Skills.Engine.SkillFiles"] = ["Skills.Engine"],
        ["Skills.Engine.Providers"] = ["Skills.Engine"],
        ["Skills.Engine.Redis"] = ["Skills.Engine"],
        ["Skills.Engine.ExecutionLogs"] = ["Skills.Engine"],
        ["Skills.Engine.AspNetCore"] = ["Skills.Engine", "Skills.Engine.SkillFiles"],
        ["Skills.Engine.Dashboard"] = ["Skills.Engine.AspNetCore", "Skills.Engine.Evaluation"],
        ["Skills.Engine.Evaluation"] = ["Skills.Engine", "Skills.Engine.SkillFiles"],
        ["Skills.Engine.Evaluation.Extensions"] = ["Skills.Engine.Evaluation"],
        ["Skills.Engine.Evaluation.Xunit"] = ["Skills.Engine.Evaluation", "Skills.Engine.Testing"],
        ["Skills.Engine.Batches"] = ["Skills.Engine", "Skills.Engine.Redis"],
        ["Skills.Engine.Batches.Parquet"] = ["Skills.Engine.Batches"],
        ["Skills.Engine.Generators"] = [],
        ["Skills.Engine.Testing"] = ["Skills.Engine", "Skills.Engine.SkillFiles"],
        ["Skills.Engine.Testing.Containers"] = ["Skills.Engine.Testing"],
        ["Skills.Engine.JsonSchemaNet"] = ["Skills.Engine"],
        ["Skills.Engine.Routing.Learning"] = ["Skills.Engine"],
        ["Skills"] = ["Skills.Engine", "Skills.Engine.SkillFiles", "Skills.Engine.Providers"],
        ["Skills.Cli"] =
        [
            "Skills.Engine", "Skills.Engine.SkillFiles", "Skills.Engine.Providers", "Skills.Engine.Redis", "Skills.Engine.ExecutionLogs",
            "Skills.Engine.AspNetCore", "Skills.Engine.Dashboard", "Skills.Engine.Evaluation", "Skills.Engine.Batches", "Skills.Engine.Testing",
            "Skills.Engine.JsonSchemaNet", "Skills.Engine.Routing.Learning",
        ],
    };

    /// <summary>Projects that reference no package.</summary>
    public static readonly string[] GroundFloor = ["Skills.Jinja", "Skills.Json", "Skills.JsonSchema", "Skills.Replies"];

    /// <summary>The only projects that reference StackExchange.Redis.</summary>
    public static readonly string[] RedisProjects = ["Skills.Engine.Redis", "Skills.Engine.Batches"];

    /// <summary>Folders of the providers project that every provider may use.</summary>
    public static readonly string[] SharedProviderFolders = ["", "Http", "Schemas", "Values", "VendorBatches"];

    /// <summary>Files outside Skills.JsonSchema that translate a schema to or from another dialect, and so name its keywords.</summary>
    public static readonly string[] Translators =
    [
        "src/Skills.Engine.AspNetCore/OpenApi/OpenApiRoutes.cs",
        "src/Skills.Engine.AspNetCore/OpenApi/SchemaReferences.cs",
        "src/Skills.Engine.AspNetCore/OpenApi/SchemaShelf.cs",
        "src/Skills.Engine.AspNetCore/OpenApi/SkillsDocument.cs",
        "src/Skills.Engine.Generators/Checking/FormatCheck.cs", // the generator targets netstandard2.0 and cannot reference SchemaView
        "src/Skills.Engine.Generators/Checking/FormatSchema.cs",
        "src/Skills.Engine.Generators/Schemas/KeywordCheck.cs",
        "src/Skills.Engine.Generators/Schemas/ScalarTypes.cs",
        "src/Skills.Engine.Generators/Schemas/SchemaReference.cs",
        "src/Skills.Engine.Generators/Schemas/ShortForm.cs",
        "src/Skills.Engine.Generators/Schemas/TypeBuilder.cs",
        "src/Skills.Engine.JsonSchemaNet/Adapter/FindingReader.cs",
        "src/Skills.Engine.Providers/Google/GoogleWire.cs",
        "src/Skills.Engine.Providers/Schemas/LoweredSchema.cs",
        "src/Skills.Engine.Providers/Schemas/LoweredSize.cs",
        "src/Skills.Engine.Providers/Schemas/LoweredTypes.cs",
        "src/Skills.Engine.Providers/Schemas/LoweringNotes.cs",
        "src/Skills.Engine.Providers/Schemas/LoweringReferences.cs",
        "src/Skills.Engine.Providers/Schemas/ObjectLowering.cs",
        "src/Skills.Engine.Providers/Schemas/ScalarLowering.cs",
        "src/Skills.Engine.Providers/Schemas/SchemaDialects.cs",
        "src/Skills.Engine.Providers/Schemas/SchemaLowering.cs",
        "src/Skills.Engine.Providers/Schemas/SchemaWrapper.cs",
        "src/Skills.Engine.Providers/Local/LocalWire.cs",
        "src/Skills.Engine.Providers/WatsonX/WatsonXWire.cs",
        "src/Skills.Engine.SkillFiles/Reading/PicoSchema.cs",
        "src/Skills.Json/Types/AnnotationKeywords.cs", // translates C# types to schemas, as TypeSchema does
        "src/Skills.Json/TypeSchema.cs",
        "src/Skills.Engine.Testing/DryRun/RuleSchema.cs",
        "src/Skills.Engine.Testing/Loopback/SchemaSubsetCheck.cs",
        "src/Skills.Engine.Testing/Loopback/StrictSchemas.cs",
    ];

    /// <summary>Files that still read schema keywords by themselves instead of through <c>SchemaView</c>. An entry that is no longer needed fails the test.</summary>
    public static readonly string[] KnownKeywordReaders =
    [
        "src/Skills.Engine.SkillFiles/Checks/SchemaKeywords.cs",
        "src/Skills.Replies/Alignment/ObjectAlignment.cs",
        "src/Skills.Engine/Outputs/PartialQuestion.cs",
        "src/Skills.Engine.Abstractions/Outputs/SchemaPart.cs",
        "src/Skills.Engine/Outputs/SchemaText.cs",
    ];
}
