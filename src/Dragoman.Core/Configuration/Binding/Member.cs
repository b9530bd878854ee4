namespace Dragoman.Core.Configuration.Binding;

/// <summary>A member of a mapping.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Description">What it is, for editors.</param>
/// <param name="IsRequired">True where it must be there.</param>
internal sealed record Member(string Name, ConfigType Type, string Description, bool IsRequired = false);
