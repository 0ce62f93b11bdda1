namespace Skills.Engine.Providers.Http;

/// <summary>Collects the options a call could not honour, or refuses the call, as the host's setting says.</summary>
internal sealed class OptionReport(UnsupportedOptionAction action)
{
    private List<string>? _warnings;

    public IReadOnlyList<string> Warnings => _warnings is null ? [] : [.. _warnings];

    /// <summary>An option of the skill that is not sent.</summary>
    public void Unsupported(ModelRequest request, string option, string reason)
    {
        if (action == UnsupportedOptionAction.Fail)
        {
            throw new ModelException(ModelErrorKind.InvalidRequest, $"The option '{option}' cannot be sent to '{request.Model.Id}': {reason} Remove it from the skill, or set UnsupportedOptions to Warn.")
            {
                Provider = request.Model.Provider,
                Model = request.Model.Id,
            };
        }

        Note($"The option '{option}' was not sent to '{request.Model.Id}': {reason}");
    }

    /// <summary>Something else the caller should know.</summary>
    public void Note(string sentence) => (_warnings ??= []).Add(sentence);
}
