namespace Skills.Jinja;

/// <summary>Finds the templates that others include, import or extend.</summary>
/// <remarks>Called on the rendering thread, by several renders at once.</remarks>
public interface IJinjaLoader
{
    /// <summary>Gives a template's source; null when there is none of that name.</summary>
    string? Load(string name);

    /// <summary>Gets the names of the templates, for suggestions when one is not found. Default empty: they are not known.</summary>
    IEnumerable<string> Names => [];

    /// <summary>Gives a stamp that changes when the source does, so that a parsed template can be kept; null to have the source loaded and compared each time.</summary>
    string? GetStamp(string name);
}
