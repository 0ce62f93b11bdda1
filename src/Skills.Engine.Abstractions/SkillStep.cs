using System.Text.Json.Serialization;

namespace Skills.Engine;

/// <summary>The eight steps of an execution, in their order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SkillStep>))]
public enum SkillStep
{
    /// <summary>Step 1: the inputs are validated against the skill's input schema.</summary>
    ValidateInput = 1,

    /// <summary>Step 2: an earlier result for the same key is looked up.</summary>
    LookUpCache = 2,

    /// <summary>Step 3: the templates are rendered to messages.</summary>
    RenderPrompt = 3,

    /// <summary>Step 4: the models that may answer are ranked.</summary>
    SelectModel = 4,

    /// <summary>Step 5: a model answers.</summary>
    InvokeModel = 5,

    /// <summary>Step 6: the reply is read and validated against the output schema.</summary>
    ValidateOutput = 6,

    /// <summary>Step 7: the skill's validation rules run.</summary>
    RunRules = 7,

    /// <summary>Step 8: a validated result is stored.</summary>
    StoreResult = 8,
}
