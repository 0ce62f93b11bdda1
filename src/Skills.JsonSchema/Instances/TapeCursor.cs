namespace Skills.JsonSchema.Instances;

/// <summary>The next row of a container on a tape and the row behind its last.</summary>
internal struct TapeCursor
{
    public int Row;
    public int End;
}
