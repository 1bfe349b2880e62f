/** Which accounts the team did something for in the sample's last weeks. */

/** Each by what was done, by its name. */
export const PRESSED = {
  booked: 'Bluebird Optik GmbH',
  claimed: 'Northgate Dairy',
  snoozed: 'Fjäll & Fyr Outdoor',
  dismissed: 'Bright Harbor Legal',
  held: 'Cobalt Fitness',
  keptItem: 'Lakeside Clinics',
} as const;
