internal sealed class ScribanRenderer : IPromptRenderer
{
    public RenderedPrompt Render(Skill skill, JsonElement inputs, CancellationToken cancellationToken) => new([]);
}
