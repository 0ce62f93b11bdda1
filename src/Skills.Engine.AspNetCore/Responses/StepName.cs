namespace Skills.Engine.AspNetCore.Responses;

/// <summary>Steps as they are spelled over HTTP.</summary>
internal static class StepName
{
    public static string Of(SkillStep step) => step switch
    {
        SkillStep.ValidateInput => "validate-input",
        SkillStep.LookUpCache => "look-up-cache",
        SkillStep.RenderPrompt => "render-prompt",
        SkillStep.SelectModel => "select-model",
        SkillStep.InvokeModel => "invoke-model",
        SkillStep.ValidateOutput => "validate-output",
        SkillStep.RunRules => "run-rules",
        _ => "store-result",
    };
}
